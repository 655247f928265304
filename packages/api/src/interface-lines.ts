/** What a client needs of interface lines and regulatory files to show them, and to judge a line while it is typed. */
export { type Finding, findingsOf } from '@magpie/programme/interface/compatibility'
export { DISCIPLINES, type InterfaceLine, type LineKind, type Side } from '@magpie/programme/interface/line'
export { REGULATORY_DUTIES, type RegulatoryEntry, regulatoryItem } from '@magpie/programme/interface/regulatory'
