// A word that stands after a colon, as one reads it: on chips and in the form.

import type { FilterField, StateFilter } from '$lib/backend'
import { language } from '$lib/format'
import { accountKinds, filterValues, haves, list, origins, states } from '$lib/messages'
import { stateWords, type Chip } from './words'

/** Fields whose words are the language's own: elsewhere "yes" is what somebody typed. */
const FLAGS: ReadonlySet<FilterField> = new Set(['external', 'twoFactor', 'projects', 'ldap', 'auditor'])

/** Words are typed by anybody: "constructor" is none of ours. */
const of = (words: Record<string, string>, word: string): string => (Object.hasOwn(words, word) ? words[word] : undefined) ?? word

/** What is shown for it; the word itself where it is not the language's. */
export function faceOf(field: FilterField, word: string): string {
  if (field === 'origin') return of(origins, word)
  if (field === 'lang') return language(word)
  if (field === 'has') return of(haves, word)
  if (field === 'kind') return of(accountKinds, word)
  if (FLAGS.has(field)) return of(filterValues, word)
  const state = field === 'state' && (Object.keys(stateWords) as StateFilter[]).find((one) => stateWords[one] === word)
  return state ? states[state] : word
}

/** What stands on a chip behind the word of its field. */
export function chipFace({ field, not, values }: Pick<Chip, 'field' | 'not' | 'values'>, shown: (value: string) => string = (value) => faceOf(field, value)): string {
  const faces = values.map(shown)
  if (!not) return list.anyOf(faces)
  return faces.length === 1 ? list.not(faces[0] ?? '') : list.noneOf(faces)
}
