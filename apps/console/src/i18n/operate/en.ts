/** Texts of the Operate place that no other place needs. */
export const locale = {
  views: 'Views of operations',
  opening: 'Opening the view',
  view: {
    watch: 'Watch',
    deployment: 'Deployment',
    commands: 'Commands',
    procedures: 'Procedures',
    authority: 'Authority',
    exchanges: 'Exchanges',
    links: 'Links',
    log: 'Log',
  },
  held: {
    value: 'held back',
    open: 'Why {{name}} is held back',
  },
}
