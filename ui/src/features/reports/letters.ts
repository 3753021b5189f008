// Which offer a letter means for the report on screen, and which letters are the account's.

import type { ActionOffer } from '$lib/backend'

/** The letters of every verb about accounts: here they lead to the account, where they count. */
const LETTERS = ['A', 'R', 'W', 'L', 'M', 'F', 'S', 'U', 'B', 'N', 'D', 'T']

export const accountLetters = (taken: string[]): string[] => LETTERS.filter((letter) => !taken.includes(letter))

/** Of the offers with that letter the one that can be done, else the first, which says why not. */
export function pick(letter: string, offers: ActionOffer[]): ActionOffer | undefined {
  const some = offers.filter((offer) => offer.letter === letter)
  return some.find(({ refusal }) => refusal === null) ?? some[0]
}
