import { createRouter, createWebHistory } from 'vue-router';

export const router = createRouter({
  history: createWebHistory(),
  routes: [
    { path: '/', redirect: '/wall' },
    { path: '/wall/:screen?', name: 'wall', component: () => import('./pages/wall/WallPage.vue') },
    { path: '/ops', name: 'ops', component: () => import('./pages/ops/OpsPage.vue') },
    { path: '/customer/:id', name: 'customer', component: () => import('./pages/customer/CustomerPage.vue') },
    { path: '/:rest(.*)*', redirect: '/wall' },
  ],
});
