// Which verb a letter means for the account on screen. Letters come from the offers; those of other platforms explain
// themselves and do nothing.

import type { ActionOffer } from '$lib/backend'
import type { Binding } from '$lib/keys'
import { letterSays, refusals, verbButton } from '$lib/messages'

/** The letters of all verbs on all platforms: none of them is silent anywhere. */
const LETTERS = ['A', 'R', 'L', 'U', 'B', 'N']

export type Meaning = { kind: 'offer'; offer: ActionOffer } | { kind: 'several' } | { kind: 'says'; text: string }

export function meaning(letter: string, offers: ActionOffer[], software: string): Meaning {
  const some = offers.filter((offer) => offer.letter === letter)
  const open = some.filter(({ refusal }) => refusal === null)
  const [first] = open
  if (open.length > 1) return { kind: 'several' }
  if (first?.typeHandle) return { kind: 'says', text: letterSays.staff }
  if (first) return { kind: 'offer', offer: first }
  const refused = some[0]
  if (!refused?.refusal) return { kind: 'says', text: letterSays.unknown(letter, software) }
  return { kind: 'says', text: letterSays.refused(refused.verb, refusals(refused.refusal)) }
}

/** Bindings for all letters; those that do something here carry the verb's name on the sheet. */
export function letterKeys(offers: ActionOffer[], press: (letter: string) => void): Binding[] {
  return LETTERS.map((letter): Binding => {
    const names = offers.filter((offer) => offer.letter === letter && offer.refusal === null && offer.typeHandle === null).map(({ verb }) => verbButton(verb))
    return { strokes: [letter], label: names.join(' · '), group: 'decide', verb: true, run: () => press(letter) }
  })
}
