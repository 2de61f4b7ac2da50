/** Data contracts of the simulated systems: what a configuration would hold if they were real. Used when none are configured. */
import { SOURCE_KINDS } from '@warroom/protocol/feeds';
import type { Contract } from '../../monitors/contracts/settings.ts';
import { DEMO_SOURCE_PREFIX } from '../world/organisation.ts';

const minutes = (n: number) => n * 60;

type Terms = Pick<Contract, 'field' | 'meaning' | 'formula' | 'owner'> & { interval: number; grace: number };

const contract = (feed: string, { interval, grace, ...terms }: Terms): Contract => ({
  feed,
  source: DEMO_SOURCE_PREFIX + feed,
  intervalSeconds: minutes(interval),
  graceSeconds: minutes(grace),
  workingTime: false,
  severity: 'warning',
  kinds: [...(SOURCE_KINDS[feed] ?? [])],
  ...terms,
});

/** Every feed keeps its contract all through the simulated history; see the silences for the one that does not of late. */
export const DEMO_CONTRACTS: readonly Contract[] = [
  contract('crm', {
    interval: 60,
    grace: 30,
    field: '线索与商机',
    meaning: '每条线索由谁跟进、何时首次人工响应；商机所处阶段',
    formula: '首次响应 = 最早的非自动 lead.responded',
    owner: '销售运营部',
  }),
  contract('erp', {
    interval: 120,
    grace: 60,
    field: '订单承诺交期',
    meaning: '未交付订单及其承诺',
    formula: '在手订单 = 已下达，未交付且未取消',
    owner: '订单管理部',
  }),
  contract('mes', {
    interval: 60,
    grace: 30,
    field: '工序状态',
    meaning: '每张订单所处工序，是否受阻',
    formula: '该工序最新一条 order.step 的状态',
    owner: '生产部',
  }),
  contract('wms', {
    interval: 15,
    grace: 5,
    field: '可用库存',
    meaning: '可以承诺给客户的库存',
    formula: '在库 − 锁定',
    owner: '物流部',
  }),
  contract('scm', {
    interval: 480,
    grace: 120,
    field: '供应商交期与报价',
    meaning: '可替代供应商的交期与成本',
    formula: '每个物料、每家供应商的最新报价',
    owner: '采购部',
  }),
  contract('im', {
    interval: 60,
    grace: 30,
    field: '即时通讯触点',
    meaning: '企业微信与微信群里的客户对话',
    formula: '已捕获，除非 found_later',
    owner: '客户服务部',
  }),
  contract('call', {
    interval: 60,
    grace: 30,
    field: '通话与话术',
    meaning: '与客户的通话及其中使用的话术',
    formula: '接受率 = 被接受次数 ÷ 结果已知的使用次数',
    owner: '销售赋能部',
  }),
  contract('mail', {
    interval: 120,
    grace: 60,
    field: '邮件触点',
    meaning: '与客户往来的邮件',
    formula: '已捕获，除非 found_later',
    owner: '信息技术部',
  }),
  contract('listening', {
    interval: 240,
    grace: 60,
    field: '舆情与信号',
    meaning: '社区里的客户声音，竞品与招标动向',
    formula: '每日去重后的声音条数',
    owner: '市场部',
  }),
];
