import type { OperateLocale } from '../locale.ts'

export const locale: OperateLocale = {
  views: '运行视图',
  opening: '正在打开视图',
  view: {
    watch: '监视',
    deployment: '展开',
    commands: '指令',
    procedures: '规程',
    authority: '权限',
    exchanges: '器间协作',
    links: '链路',
    log: '日志',
  },
  held: {
    value: '暂不公开',
    open: '{{name}} 为何暂不公开',
  },
}
