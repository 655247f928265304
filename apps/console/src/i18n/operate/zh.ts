import type { OperateLocale } from '../locale.ts'

export const locale: OperateLocale = {
  held: {
    value: '暂不公开',
    open: '{{name}} 为何暂不公开',
  },
}
