// Which verb a letter means for the account on screen. Letters come from the offers; those of other platforms explain
// themselves and do nothing.

import type { ActionOffer, Refusal } from '$lib/backend'
import type { Binding } from '$lib/keys'
import { letterSays, verbButton, verbs, whyRefused } from '$lib/messages'

/** The letters of all verbs on all platforms: none of them is silent anywhere. A test holds them to the engine's. */
export const LETTERS = ['A', 'R', 'W', 'L', 'M', 'F', 'S', 'B', 'N', 'D', 'U', 'T', 'I', 'E']
/** Those of them that are about reports. */
export const REPORT_LETTERS = ['I', 'E']

/** What a reverse says where there is nothing to reverse. */
const NOT_IN_FORCE: Refusal['kind'][] = ['notLimited', 'notSensitive', 'notFrozen', 'notSuspended', 'notBlocked', 'notBanned', 'notDeactivated', 'otherServersAccount', 'withoutUser']

export type Meaning = { kind: 'offer'; offer: ActionOffer } | { kind: 'several'; letter: string } | { kind: 'says'; text: string }

/** Staff are never decided about by a letter. Where a handle is typed for another reason, the letter still opens the panel. */
export const isStaff = ({ cautions }: ActionOffer): boolean => cautions.includes('staff')

export function meaning(letter: string, offers: ActionOffer[], software: string): Meaning {
  const some = offers.filter((offer) => offer.letter === letter)
  const open = some.filter(({ refusal }) => refusal === null)
  const [first] = open
  if (first && isStaff(first)) return { kind: 'says', text: letterSays.staff }
  if (open.length > 1) return { kind: 'several', letter }
  if (first) return { kind: 'offer', offer: first }
  if (some.length === 0) return { kind: 'says', text: REPORT_LETTERS.includes(letter) ? letterSays.report(letter) : letterSays.unknown(letter, software) }
  // Each of several reverses would say that its state is not there: that nothing can be lifted says it all.
  const refused = some.length === 1 ? some[0] : some.find(({ refusal }) => refusal && !NOT_IN_FORCE.includes(refusal.kind))
  const why = refused ? whyRefused(refused, offers) : null
  return { kind: 'says', text: refused && why ? letterSays.refused(refused.verb, why) : letterSays.nothingToLift }
}

/**
 * Bindings for all letters; those that do something here carry the verb's name on the sheet. Beside a report its own
 * letters are the report's. `atOnce`: what opens no panel.
 */
export function letterKeys(offers: ActionOffer[], press: (letter: string) => void, besideReport = false, atOnce: (offer: ActionOffer) => boolean = () => false): Binding[] {
  const counting = besideReport ? LETTERS.filter((letter) => !REPORT_LETTERS.includes(letter)) : LETTERS
  return counting.map((letter): Binding => {
    const names = offers.filter((offer) => offer.letter === letter && offer.refusal === null && !isStaff(offer)).map((offer) => (atOnce(offer) ? verbs[offer.verb] : verbButton(offer.verb)))
    return { strokes: [letter], label: names.join(' · '), group: 'decide', verb: true, run: () => press(letter) }
  })
}
