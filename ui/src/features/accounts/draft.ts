// The form of filters: its fields filled from what is looked for, and written back as words.

import type { FieldOffer, FilterField, Place } from '$lib/backend'
import type { Search } from './search.svelte'
import { parts, valueOf, written } from './words'

/** What stands in each field. */
export type Draft = Record<FilterField, string>

export const EMPTY: Readonly<Draft> = {
  text: '', state: '', origin: '', username: '', name: '', mail: '', ip: '', domain: '', role: '', invitedBy: '', kind: '', external: '', twoFactor: '', joined: '',
  projects: '', identity: '', ldap: '', saml: '', auditor: '', publicMail: '', attribute: '',
}

/** The fields that this list has: in the queue everybody waits and is at home here, and the server is not searched. */
export const fieldsOf = (fields: FieldOffer[], place: Place): FieldOffer[] =>
  place === 'accounts' ? fields : fields.filter(({ field, matching }) => field !== 'state' && field !== 'origin' && field !== 'domain' && matching !== 'idUnchecked')

/** A form with more fields than these shows at first only what is often asked for. */
const CALM = 10
const COMMON: ReadonlySet<FilterField> = new Set(['text', 'state', 'username', 'mail', 'kind', 'twoFactor', 'joined', 'role'])

/** The fields that stand in the form at once, and those behind "More filters". */
export function folded(fields: FieldOffer[]): { first: FieldOffer[]; more: FieldOffer[] } {
  if (fields.length <= CALM) return { first: fields, more: [] }
  return { first: fields.filter(({ field }) => COMMON.has(field)), more: fields.filter(({ field }) => !COMMON.has(field)) }
}

export function draftOf({ chips, typed }: Pick<Search, 'chips' | 'typed'>): Draft {
  const draft: Draft = { ...EMPTY, text: typed.trim() }
  for (const part of parts) draft[part] = valueOf(chips, part) ?? ''
  return draft
}

/** The words to put into the search box, the last one finished. */
export function textOf(draft: Draft): string {
  const words = parts.filter((part) => draft[part].trim() !== '').map((part) => written(part, draft[part].trim()))
  const text = [...words, draft.text.trim()].filter(Boolean).join(' ')
  return text === '' ? '' : `${text} `
}
