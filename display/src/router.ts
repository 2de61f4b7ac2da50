import { createRouter, createWebHistory } from 'vue-router';

export const router = createRouter({
  history: createWebHistory(),
  routes: [
    { path: '/', redirect: '/wall' },
    { path: '/wall/:screen?', name: 'wall', component: () => import('./pages/wall/WallAddress.vue') },
    { path: '/ops', name: 'ops', component: () => import('./pages/ops/OpsPage.vue') },
    { path: '/customer/:id', name: 'customer', component: () => import('./pages/customer/CustomerPage.vue') },
    { path: '/:rest(.*)*', name: 'nowhere', component: () => import('./pages/nowhere/NowhereRoute.vue') },
  ],
});
