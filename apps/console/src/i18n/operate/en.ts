/** Texts of the Operate place that no other place needs. */
export const locale = {
  held: {
    value: 'held back',
    open: 'Why {{name}} is held back',
  },
}
