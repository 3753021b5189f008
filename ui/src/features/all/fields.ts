// What every instance can be asked for, whatever its kind: the form of filters over all of them.

import type { FieldOffer, FilterField, Matching, StateFilter } from '$lib/backend'
import { partWords, stateWords } from '$lib/list/words'
import { accountKinds, haves, origins } from '$lib/messages'

/** No server is asked from here. */
const offer = (field: Exclude<FilterField, 'text'>, values: string[] = [], matching: Matching = 'loadedOnly'): FieldOffer => ({ field, word: partWords[field], matching, values })

/** `states` are those that some instance has; only federated ones know accounts of other servers. */
export function commonFields(states: StateFilter[], federated: boolean): FieldOffer[] {
  return [
    { field: 'text', word: '', matching: 'loadedOnly', values: [] },
    offer('state', states.map((state) => stateWords[state])),
    ...(federated ? [offer('origin', Object.keys(origins)), offer('domain')] : []),
    offer('username'),
    offer('name'),
    offer('mail'),
    offer('ip', [], 'range'),
    offer('role'),
    offer('kind', Object.keys(accountKinds)),
    offer('joined', [], 'days'),
    offer('active', [], 'days'),
    offer('lang', [], 'oneOf'),
    offer('has', Object.keys(haves)),
  ]
}
