// The form of filters: its fields filled from what is looked for, and written back as words.

import type { FieldOffer, Filter, FilterField, Place } from '$lib/backend'
import type { Search } from './search.svelte'
import { NO_FILTER, parts, valueOf, written, writtenAll, type Worded } from './words'

/** What stands in each field. */
export type Draft = Record<FilterField, string>

export const EMPTY: Readonly<Draft> = {
  text: '', state: '', origin: '', username: '', name: '', mail: '', ip: '', domain: '', role: '', invitedBy: '', kind: '', external: '', twoFactor: '', joined: '', active: '',
  projects: '', identity: '', ldap: '', saml: '', auditor: '', publicMail: '', attribute: '', lang: '', has: '',
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

/** Fields of which a filter holds clauses: the first that says what is to be so stands in the form. */
const SAID = ['lang', 'has'] as const

const said = ({ clauses }: Filter, field: (typeof SAID)[number]): number => clauses.findIndex((clause) => clause.field === field && !clause.not)

export function draftOf({ chips, typed }: Pick<Search, 'chips' | 'typed'>): Draft {
  const draft: Draft = { ...EMPTY, text: typed.trim() }
  for (const part of parts) draft[part] = valueOf(chips, part) ?? ''
  for (const field of SAID) draft[field] = chips.clauses[said(chips, field)]?.values.join(',') ?? ''
  return draft
}

/** Clauses that the form has no field for, as they are typed: they stay. */
export function beside(chips: Filter): string[] {
  const drawn = SAID.map((field) => said(chips, field))
  return writtenAll({ ...NO_FILTER, clauses: chips.clauses.filter((_, index) => !drawn.includes(index)) })
}

/** The words to put into the search box, the last one finished. */
export function textOf(draft: Draft, others: string[] = []): string {
  const lists: readonly Worded[] = SAID
  const one = (field: Worded) => {
    const value = draft[field].trim()
    const values = lists.includes(field) ? value.split(',').map((part) => part.trim()).filter(Boolean) : [value]
    return value === '' ? [] : [written({ field, not: false, values })]
  }
  const text = [...[...parts, ...SAID].flatMap(one), ...others, draft.text.trim()].filter(Boolean).join(' ')
  return text === '' ? '' : `${text} `
}
