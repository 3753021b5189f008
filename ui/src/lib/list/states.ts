// Which states have a tab.

import type { StateCount, StateFilter } from '$lib/backend'

/** Nobody is locked most of the time: a tab for it would only be in the way, unless somebody is or it is being looked at. */
export const tabsOf = (states: StateCount[], selected: StateFilter | null): StateCount[] =>
  states.filter(({ state, count }) => state !== 'locked' || count.number > 0 || state === selected)
