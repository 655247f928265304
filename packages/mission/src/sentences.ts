/** What this package tells people, by code (`core/sentence`): why an act is permitted or refused, and who reads what and why. */
import { sayer } from '@magpie/core/sentence'

export const MISSION_SENTENCES = {
  'no-grant': '{element} is owned by {owner}, and no grant lets {party} command it',
  'no-grant-remedy': 'Ask {owner} for a grant of {action:id} on {element}, or ask it to send the command.',
  'approver-asks': '{action:id} touches {element}, which {owner} owns; who approved for it is who asks',
  'not-approved':
    '{action:id} touches {element}, which {owner} owns; nobody of {approver} approved, and no consent stands',
  'not-approved-remedy': 'Have a person of {owner} approve {action:id}, or agree a consent.',
  'one-person': '{action:id} is hazardous, and beside {person} nobody of a party other than {party} stands for it',
  'one-person-source': 'command dictionary of {element}: significance of {action:id}',
  'one-person-remedy': 'Have a second person of another party than {party} approve it.',
  'not-evaluated': 'the rules on {element} could not be evaluated: {faults}',
  'not-evaluated-remedy': 'Send {action:id} as the dictionary defines it; if it is, the rules need repair.',
  'of-grant': 'grant {grant:id} of {grantor}: {fact:said}',
  'bound-action': 'it covers {actions}, not {action:id}',
  'bound-action-remedy': 'Ask {grantor} to grant {action:id}.',
  'bound-argument': '{argument:id} must be from {min:number} to {max:number}, and {given} was given',
  'bound-argument-remedy': 'Give {argument:id} from {min:number} to {max:number}.',
  'bound-window': 'it holds from {from:about} until {until:about}, not at {at}',
  'bound-window-remedy': 'Act within the window, or agree another.',
  'both-times': '{one:time} and {other:time}',
  signature: 'the signature',
  'further-notice': 'further notice',
  'bound-phase': 'it holds in {phases}, not in {phase:id}',
  'bound-phase-remedy': 'Wait for the phase, or ask {grantor} to grant {phase:id}.',
  'bound-approval': '1 person of {grantor} must approve each act',
  'bound-approval-remedy': 'Have 1 person of {grantor} approve it.',
  'bound-approvals': '{count:number} people of {grantor} must approve each act',
  'bound-approvals-remedy': 'Have {count:number} people of {grantor} approve it.',
  revoked: 'it is revoked',
  'revoked-remedy': 'Ask {grantor} for a new grant.',
  'onward-lapsed': 'the grant it came from does not hold',
  'onward-lapsed-remedy': 'Ask {grantor} what it may pass on.',
  'no-time': '"{text}" is not a UTC time',
  'no-time-remedy': 'Give the time as 2028-08-01T06:30:00Z.',
  'no-party': '{party:id} is not a party of the mission',
  'no-party-remedy': 'Name a party of parties.json.',
  'no-element': '{element:id} is not an element of the mission',
  'no-element-remedy': 'Name an element of the mission.',
  'the-request': 'the request',
  'by-ownership': '{owner} owns {element}',
  'by-grant': 'grant {grant:id} of {grantor} in "{agreement}"',
  'by-approval': '{owner}, owner of {element}, approved it ({people})',
  'by-carriage': '{party} carries {element} and makes it safe',
  'carries-for-reading': '{host} of {party:id} carries {element}',
  'after-embargo': '{days:number} days after receipt, under {licence:id}, by "{agreement}"',
  'shared-all': '"{agreement}" gives {reader:about} everything',
  'shared-part': '"{agreement}" gives {reader:about} its {what:shared}',
  everybody: 'everybody',
  'the-public': 'the public',
  'shared-later': '{basis:about}, from {from:time} on',
  'shared-later-remedy': 'Wait until then.',
  'shared-over': '{basis:about}, until {until:time}',
  'shared-over-remedy': 'Agree with {owner:id} on longer.',
  embargo:
    '{parameter:id} of {element} is under an embargo of {days:number} days after receipt, and is not shared with {reader:about}',
  'embargo-remedy': 'Wait {days:number} days, or agree with {owner:id} on earlier access.',
  'not-shared': 'no agreement shares {parameter:id} of {element} with {reader:about}',
  'not-shared-remedy': 'Agree with {owner:id} on its data.',
} as const

/** Words in these sentences that are one of a list. */
export const MISSION_WORDS = {
  shared: ['housekeeping', 'science'],
} as const

export const say = sayer(MISSION_SENTENCES)
