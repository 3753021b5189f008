// The search box and its chips: filter words become chips when they are finished, by a space or by Enter.

import type { AccountPage, Filter } from '$lib/backend'
import type { Box } from '$lib/desk.svelte'

/** Whether the last word is finished: only then is it read, or told to be no filter. */
export const isFinished = (typed: string): boolean => typed === '' || /\s$/u.test(typed)

/** Whether there may be a filter word in it. */
export const hasFilterWord = (typed: string): boolean => /(?:^|\s)(?:state|origin):\S/u.test(typed)

/** The question for the engine. The filter's own text stays empty: what is typed is the text. */
export const filterOf = ({ state, origin }: Box): Filter => ({ text: '', state, origin })

/** The box after the engine has read the filter words out of it: they are chips now, the rest stays typed. */
export function withChips(box: Box, { filter }: Pick<AccountPage, 'filter'>): Box {
  if (!hasFilterWord(box.typed)) return { ...box, state: filter.state, origin: filter.origin }
  // The space after the last word is kept, so that one can type on.
  return { typed: filter.text === '' ? '' : `${filter.text} `, state: filter.state, origin: filter.origin }
}
