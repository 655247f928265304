/** What a mission's course tells people, by code (`core/sentence`): lines of the log, of stages and of the report. */
import { sayer } from '@magpie/core/sentence'

export const REHEARSAL_SENTENCES = {
  // Lines of operations.
  'pass-begins': 'Pass over {station:id} begins; signal {light_s:number} s',
  'pass-ends': 'Pass over {station:id} ends; signal {light_s:number} s',
  'relay-pass-begins': 'Relay pass over {station:id} begins; signal {light_s:number} s',
  'relay-pass-ends': 'Relay pass over {station:id} ends; signal {light_s:number} s',
  'alarm-moved': '{parameter:id} {from:alarm} to {to:alarm} at {value}',
  'alarm-moved-plain': '{parameter:id} {from:alarm} to {to:alarm}',
  refused: '{party:id} may not {action} {element:id} (at {where:where}): {fact:about}',
  'not-allowed': '{party:id} may not {action:deployment-action}',
  'command-of': '{command:id} {state:command-state} ({purpose:about})',
  'command-is-now': '{command:id} {state:command-state}',
  'purpose-deployment': 'deployment of {module:id}',
  'purpose-gap': 'gap in telemetry',
  'purpose-activity': 'activity {activity:id}',
  'purpose-revocation': 'revocation of {grant:id}',
  'file-sent': '{what:file} {file:id} ({size:number} kB) sent by {node:id}',
  'file-in-care': '{what:file} {file:id} ({size:number} kB) in the care of {node:id} after {time}',
  'file-whole': '{what:file} {file:id} ({size:number} kB) whole at {node:id} after {time}',
  'file-damaged': '{what:file} {file:id} ({size:number} kB) damaged at {node:id}',
  'packets-missing': '{count:number} packets missing from {first:number}; asked for again',
  'activity-ended': 'Activity {activity:id} {state:activity-state}',
  'activity-withheld': '{activity:id} is withheld: {element:id} could not be deployed',
  'exchange-gave': '{service:id} by {from:id} for {to:id}: {state:exchange-state}, {amount}',
  'exchange-is': '{service:id} by {from:id} for {to:id}: {state:exchange-state}',
  'container-given':
    'Container {container:id} ({mass_kg:number} kg) handed over by {from:id} to {to:id}; both confirmed',
  'assumed-container-given':
    'Container {container:id} ({mass_kg:number} kg, assumed) handed over by {from:id} to {to:id}; both confirmed',
  'gate-passed': '{name}: gate "{gate:gate-name}" passed',
  'gate-itself': '{gate:gate-name}',
  'phase-itself': '{phase:phase-name}',
  'step-attempt': '{name}: {step:id} {state:step-state} (attempt {attempt:number})',
  'step-is': '{name}: {step:id} {state:step-state}',
  'deployment-because': '{name}: {state:deployment-state}, {why:list}',
  'deployment-is': '{name}: {state:deployment-state}',
  'said-because-late': '{name}: {party:id} says {action:deployment-action}: {why}, too late: {refused:about}',
  'said-late': '{name}: {party:id} says {action:deployment-action}, too late: {refused:about}',
  'said-because': '{name}: {party:id} says {action:deployment-action}: {why}',
  'said-so': '{name}: {party:id} says {action:deployment-action}',
  'grant-revoked': '{party:id} revokes the grant {grant:id}: {why}',
  'not-decoded': 'not decoded: {kind:id}',
  'people-joined':
    '{party:id} joined while the rehearsal ran: {director:id} and {operator:id} act for it on board; they are made up (assumed)',
  // Events that elements tell of.
  'memory-words': 'checksums of {count:number} words do not hold',
  'watchdog-restart': 'started again by the watchdog: safe mode',
  'other-receiver': 'no command heard for long: other receiver',
  'nothing-heard-for': 'nothing heard for {hours:number} h: other receiver',
  'transmitter-off': 'transmitter off at {temperature}',
  'load-shed': 'load shed at {charge:number} % charge: {module} off',
  'load-restored': 'load restored at {charge:number} % charge: {module} on',
  hibernation: 'hibernation at {charge:number} % charge: modules off',
  awake: 'awake at {charge:number} % charge',
  'wheels-unloaded': 'wheels unloaded by thrusters',
  'gateway-told': "gateway: {kind:id} {subject} of {party:id}, entry {entry:number} of the desk's ledger",
  'gateway-entry-refused': "an entry of the desk's ledger was not taken: {why}",
  'mode-now': 'mode {mode:id}',
  'points-in-mode': 'points in mode {mode:id}',
  'telecommand-thrown': 'telecommand thrown away: {why}',
  // What is assumed, and where it stands.
  'and-more': '{places:list} and {count:number} more',
  'in-file': '{file:mission-file}: {place:part}',
  'whole-file': '{file:mission-file}: the whole file',
  unverified: 'unverified: {source}',
  'practice-call': 'a practice call: its dates count from the first start of this centre',
  'practice-review': 'a practice call: how the real one was reviewed is not published',
  // Flight and programme.
  burn: '{name:about}: {deltaV_m_s:number} m/s in {duration_s:number} s, {propellant_kg:number} kg of propellant, {mass_kg:number} kg after',
  'touched-down':
    'Touchdown {miss_m:number} m from the site: {down_m_s:number} m/s down, {across_m_s:number} m/s across, tilt {tilt_deg:number} deg, {left_kg:number} kg of propellant left',
  'moment-launch': 'Launch',
  'moment-injection': 'Translunar injection',
  'moment-sphere': "The Moon's sphere of influence entered",
  'moment-capture': 'Lunar orbit insertion 1: capture',
  'moment-circular': 'Lunar orbit insertion 2: circular orbit',
  'moment-descent-orbit': 'Descent orbit insertion',
  'moment-descent': 'Powered descent',
  'moment-touchdown': 'Touchdown',
  'moment-sunrise': 'Sunrise at the site',
  'moment-sunset': 'Sunset at the site',
  'moment-earth-rise': 'Earth rises',
  'moment-earth-set': 'Earth sets',
  'moment-pass': 'Direct pass: {station:id}',
  'moment-relay-pass': 'Relay pass: {station:id}',
  assumed: '{fact:said} (assumed)',
  'call-published': '{call}: published; letters of intent are due by {deadline}',
  'optimum-computed':
    'under assumed scores {count:number} proposals are worth {best:number} at most ({proof:proof}); those selected are worth {recorded:number}',
  'optimum-bounded':
    'under assumed scores {count:number} proposals are worth {best:number} at most (bound {bound:number}); those selected are worth {recorded:number}',
  'selection-announced': '{projects:number} projects from {proposals:number} proposals; {source}',
  'letter-in-time': '{title}: in time',
  'verdict-eligible': 'eligible: {why}',
  // What stages found.
  'found-programme':
    '{letters:number} letters, {proposals:number} proposals, {projects:number} projects; recorded score {score:number} beside an optimum of {best:number} (assumed scores)',
  'found-model':
    '{elements:number} elements of {owners:number} owners, {grants:number} grants; partners take {mass_kg:number} kg ({margin_kg:number} kg with margins) of {allowed_kg:number} kg',
  'found-flight':
    '{deltaV_m_s:number} m/s and {propellant_kg:number} kg of propellant; {transfer_h:number} h to the Moon; down {miss_m:number} m from the site at {speed_m_s:number} m/s',
  'found-surface':
    'lit {lit:number} %, Earth in view {earth:number} % of three lunar days; longest dark {dark_h:number} h; {contacts:number} contacts (map of {map_m:number} m)',
  'found-plan':
    '{placed:number} activities placed, {out:number} left out with reasons; value {value:number} of at most {bound:number}, fairness {fairness:number}',
  'found-operations':
    '{packets:number} packets, {deployed:number} of {modules:number} modules deployed, {commands:number} commands carried out, {refused:number} refused with reasons',
  'found-archive':
    '{entries:number} ledger entries of {parties:number} parties verified; {packets:number} packets archived',
  'stage-archive': 'Archive, ledger and report',
  // Figures of the report.
  'figure-funnel': 'Letters, proposals, projects',
  'figure-score': 'Score of the recorded selection',
  'figure-deltaV': 'Delta-v of the spacecraft',
  'figure-propellant': 'Propellant',
  'figure-light': 'Light at the site',
  'figure-activities': 'Activities placed',
  'figure-modules': 'Modules deployed',
  'figure-packets': 'Packets received',
  'figure-commands': 'Commands carried out, refused',
  'figure-entries': 'Ledger entries',
  'value-of': '{part:number} of {whole:number}',
} as const

/** Words in these sentences that are one of a list. */
export const REHEARSAL_WORDS = {
  alarm: ['nominal', 'watch', 'warning', 'critical'],
  where: ['submission', 'queue', 'release', 'gateway'],
  file: ['Science file', 'Software load'],
  proof: ['proven'],
  'mission-file': [
    ...['mission', 'parties', 'elements', 'instruments', 'facts', 'call', 'letters', 'proposals', 'reviews'],
    ...['decision', 'agreements', 'flight', 'stations', 'surface', 'plan', 'operations'],
  ],
  'activity-state': ['missed', 'failed'],
  'step-state': ['waiting', 'running', 'done', 'failed', 'retried'],
  // Names that a mission's file gives its phases, of the mission that comes along; its launch is a moment, too.
  'phase-name': [
    ...['Call and letters of intent', 'Proposals, reviews and selection', 'Development and integration'],
    ...['Transfer to the Moon', 'Lunar orbit', 'Powered descent', 'Surface commissioning and deployment'],
    ...['Surface operations'],
  ],
  'gate-name': [
    ...['Landed', 'Attitude stable', 'Power margin', 'Temperature', 'Contact', 'Keep-out clear'],
    ...["Owner's go", "Host's no-objection"],
  ],
} as const

export const sayRehearsal = sayer(REHEARSAL_SENTENCES)
