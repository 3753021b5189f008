import { describe, expect, it } from 'vitest'
import type { FieldOffer, Filter, FilterField, StateCount } from '$lib/backend'
import { dayRange, filterForm, list } from '$lib/messages'
import { draftOf, EMPTY, fieldsOf, folded, textOf } from './draft'
import { faceOf } from './faces'
import { Search } from './search.svelte'
import { tabsOf } from './states'
import { apart, daysOf, finished, inOrder, isFinished, NO_FILTER, parts, rest, valueOf, without, wordsOf, written, writtenAll, writtenDays } from './words'

/** A filter with every part, as the engine reads it out of `everything`. */
const whole: Filter = {
  text: '', state: 'locked', origin: 'local', username: 'kim', name: 'Kim B', mail: 'kim@', ip: '198.51.100.0/24', domain: 'far.example', role: '3', invitedBy: '7',
  kind: 'bot', external: false, twoFactor: false, joined: { from: '2026-11-01', to: null }, withoutProjects: true, identity: 'ldapmain:uid=kim,ou=a b', ldap: true,
  saml: '12', auditor: true, publicMail: 'kim@b.example', attribute: 'crm=4 2',
}
const everything = [
  'state:locked', 'origin:local', 'user:kim', 'name:"Kim B"', 'mail:kim@', 'ip:198.51.100.0/24', 'domain:far.example', 'role:3', 'invited-by:7', 'kind:bot', 'external:no',
  'two-factor:off', 'joined:2026-11-01..', 'projects:none', 'identity:"ldapmain:uid=kim,ou=a b"', 'ldap:yes', 'saml:12', 'auditor:yes', 'public-mail:kim@b.example', 'attribute:"crm=4 2"',
]

const nothing = { typed: '', state: null, origin: null }
const page = (filter: Partial<Filter>, ...problems: string[]) => ({ filter: { ...NO_FILTER, ...filter }, problems: problems.map((word) => ({ word, possible: [] })) })

describe('words', () => {
  it('are finished by a space, and not by one between quotes', () => {
    expect(isFinished('state:pen')).toBe(false)
    expect(isFinished('state:pending ')).toBe(true)
    expect(isFinished('')).toBe(true)
    expect(isFinished('name:"anna ')).toBe(false)
    expect(isFinished('name:"anna k" ')).toBe(true)
    expect(finished('name:"anna k')).toBe('name:"anna k" ')
    expect(finished('anna')).toBe('anna ')
  })

  it('joined again are the text', () => {
    for (const text of ['', ' anna  k ', 'name:"anna k"x', 'a"b c', 'user:"open end ', '"two words" x', String.raw`name:"say \"hi\" \\" y`])
      expect(wordsOf(text).map((one) => one.text).join('')).toBe(text)
  })

  it('that are filters are told from those that only look a little like them', () => {
    expect(apart('estate:agent state:limited name:"anna k" anna')).toEqual({ filters: 'state:limited name:"anna k"', rest: 'estate:agent anna ' })
  })

  it('are taken apart as the engine does it', () => {
    const words = (text: string) => wordsOf(text).filter(({ word }) => word).map((one) => one.text)
    expect(words('name:"anna k"x')).toEqual(['name:"anna k"', 'x'])
    expect(words(String.raw`name:"say \"hi\" you" y`)).toEqual([String.raw`name:"say \"hi\" you"`, 'y'])
    expect(words('State:LIMITED note:"a b"')).toEqual(['State:LIMITED', 'note:"a', 'b"'])
    expect(words('state: limited')).toEqual(['state:', 'limited'])
  })

  it('stay where they are no filter, and plain text stays as it was typed', () => {
    expect(rest('anna state:limited state:angry ', [{ word: 'state:angry' }])).toBe('anna state:angry ')
    expect(rest('anna  k ', [])).toBe('anna  k ')
    expect(rest('state:limited ', [])).toBe('')
  })

  it('with spaces are written between quotes', () => {
    expect(written('name', 'anna k')).toBe('name:"anna k"')
    expect(written('name', 'anna')).toBe('name:anna')
    expect(written('name', 'say "hi"')).toBe(String.raw`name:"say \"hi\""`)
    expect(written('domain', 'a"b')).toBe('domain:a"b')
    expect(writtenAll({ ...NO_FILTER, state: 'loginFrozen', invitedBy: '12' })).toEqual(['state:frozen', 'invited-by:12'])
  })
})

describe('the search', () => {
  it('makes chips of what the engine read, and one can type on', () => {
    const search = new Search(nothing)
    search.typed = 'anna state:limited ip:198.51.100.0/24 '
    expect(search.settle(search.asked, page({ text: 'anna', state: 'limited', ip: '198.51.100.0/24' }))).toBe(true)
    expect(search.typed).toBe('anna ')
    expect(search.whole).toBe('state:limited ip:198.51.100.0/24 anna')
  })

  it('leaves the text alone while somebody types on', () => {
    const search = new Search(nothing)
    search.typed = 'state:limited '
    const { asked } = search
    search.typed = 'state:limited a'
    expect(search.settle(asked, page({ state: 'limited' }))).toBe(false)
    expect(search.settle(search.asked, page({ state: 'limited', text: 'a' }))).toBe(false)
    expect(search.typed).toBe('state:limited a')
  })

  it('comes back as it was kept, without its filters flashing as text', () => {
    const search = new Search({ ...nothing, typed: 'state:limited name:"anna k" wren' })
    expect(search.typed).toBe('wren ')
    expect(search.asked.typed).toBe('state:limited name:"anna k" wren ')
    search.settle(search.asked, page({ state: 'limited', name: 'anna k', text: 'wren' }))
    expect(search.whole).toBe('state:limited name:"anna k" wren')
  })

  it('keeps what it was kept with, also where it is no filter', () => {
    const search = new Search({ ...nothing, typed: 'state:angry ip: wren' })
    expect(search.typed).toBe('wren ')
    search.settle(search.asked, page({ text: 'state:angry ip: wren' }, 'state:angry', 'ip:'))
    expect(search.typed).toBe('state:angry ip: wren ')
  })

  it('gives a chip back to the text, to be changed', () => {
    const search = new Search(nothing)
    search.put({ name: 'anna k', origin: 'local' })
    search.typed = 'wren '
    search.edit('name')
    expect(search.typed).toBe('wren name:"anna k"')
    expect(writtenAll(search.chips)).toEqual(['origin:local'])
  })
})

describe('the form', () => {
  it('is filled from chips and words, and written back it says the same', () => {
    const search = new Search(nothing)
    search.put({ state: 'loginFrozen', origin: 'remote', name: 'anna k', mail: '@mail.example', domain: 'far.example', role: '3', invitedBy: '7' })
    search.typed = 'wren bird '
    const text = textOf(draftOf(search))
    expect(text).toBe('state:frozen origin:remote name:"anna k" mail:@mail.example domain:far.example role:3 invited-by:7 wren bird ')
    const again = new Search(nothing)
    again.write(text)
    const { chips } = search
    expect(again.settle(again.asked, page({ ...chips, text: 'wren bird' }))).toBe(true)
    expect(draftOf(again)).toEqual(draftOf(search))
  })

  it('cleared is an empty text', () => {
    expect(textOf({ ...EMPTY, text: '  ' })).toBe('')
  })

  it('has no fields in the queue that would lead out of it', () => {
    const field = (name: 'state' | 'mail' | 'invitedBy', matching: 'oneOf' | 'beginning' | 'idUnchecked') => ({ field: name, word: name, matching, values: [] })
    const all = [field('state', 'oneOf'), field('mail', 'beginning'), field('invitedBy', 'idUnchecked')]
    expect(fieldsOf(all, 'queue').map(({ field: name }) => name)).toEqual(['mail'])
    expect(fieldsOf(all, 'accounts')).toBe(all)
  })
})

describe('every part of a filter', () => {
  it('is written as one types it, and told from plain words', () => {
    expect(writtenAll(whole)).toEqual(everything)
    expect(writtenAll(NO_FILTER)).toEqual([])
    expect(apart(`${everything.join(' ')} wren`)).toEqual({ filters: everything.join(' '), rest: 'wren ' })
  })

  it('is the same in the form and in what is typed', () => {
    const search = new Search(nothing)
    search.put(whole)
    expect(textOf(draftOf(search))).toBe(`${everything.join(' ')} `)
  })

  it('leaves as its chip is removed, and alone', () => {
    for (const part of parts) {
      const left = without(whole, part)
      expect(valueOf(left, part), part).toBeNull()
      expect(writtenAll(left)).toHaveLength(everything.length - 1)
    }
    expect(writtenAll(parts.reduce(without, whole))).toEqual([])
  })

  it('has a name and says how it is compared', () => {
    for (const part of ['text', ...parts] as FilterField[]) expect(filterForm.fields[part]).toMatch(/^\p{Lu}/u)
    expect(new Set(Object.values(filterForm.fields)).size).toBe(parts.length + 1)
    for (const field of ['projects', 'saml', 'attribute', 'invitedBy'] as const) expect(filterForm.hint(field, 'idUnchecked')).toContain('cannot be checked here')
    expect(filterForm.hint('joined', 'days')).toContain('UTC')
    expect(filterForm.hint('kind', 'oneOf')).toBe('')
  })

  it('is read on its chip, and a word of a stranger stays as it was typed', () => {
    expect(['twoFactor off', 'external yes', 'projects none', 'kind bot', 'state locked'].map((one) => faceOf(...(one.split(' ') as [FilterField, string])))).toEqual(['Off', 'Yes', 'In none', 'Bots', 'Locked'])
    expect(faceOf('name', 'off')).toBe('off')
    expect(faceOf('kind', 'constructor')).toBe('constructor')
    expect(faceOf('external', 'toString')).toBe('toString')
  })
})

describe('days', () => {
  it('are open on either side, or one by itself', () => {
    for (const typed of ['2026-11-01..2026-11-21', '2026-11-01..', '..2026-11-21', '2026-11-21']) expect(writtenDays(daysOf(typed))).toBe(typed)
    expect(daysOf('')).toEqual({ from: null, to: null })
    expect(daysOf('2026-11-21')).toEqual({ from: '2026-11-21', to: '2026-11-21' })
  })

  it('typed in the wrong order are put in the right one; what is no day is left for the engine to tell', () => {
    expect(inOrder(daysOf('2026-11-21..2026-11-01'))).toEqual({ from: '2026-11-01', to: '2026-11-21' })
    expect(writtenDays(inOrder(daysOf('soon..2026')))).toBe('soon..2026')
  })

  it('are told as a person would', () => {
    expect(dayRange(daysOf('2026-11-21'))).not.toContain('–')
    expect(dayRange(daysOf('2026-11-01..2026-11-21'))).toContain(' – ')
    expect(dayRange(daysOf('..2026-11-21'))).toMatch(/^until /)
    expect(dayRange(daysOf('2026-11-21..'))).toMatch(/^since /)
  })
})

describe('a form of many fields', () => {
  const offer = (field: FilterField): FieldOffer => ({ field, word: field, matching: 'whole', values: [] })
  const all = (['text', ...parts] as FilterField[]).map(offer)

  it('shows at first what is often asked for, and the rest on demand', () => {
    const { first, more } = folded(all)
    expect(first.length).toBeLessThanOrEqual(8)
    expect([...first, ...more].map(({ field }) => field).toSorted()).toEqual(all.map(({ field }) => field).toSorted())
  })

  it('of few fields hides none', () => {
    expect(folded(all.slice(0, 10))).toEqual({ first: all.slice(0, 10), more: [] })
  })

  it('is told of in the search box by the words that this server takes', () => {
    expect(list.searchHelp(['state', 'two-factor'])).toContain('state: two-factor:')
    expect(list.searchHelp([])).not.toContain(':')
  })
})

it('locked has a tab only if somebody is', () => {
  const states: StateCount[] = [{ state: 'active', count: 0 }, { state: 'locked', count: 0 }]
  const names = (some: StateCount[]) => some.map(({ state }) => state)
  expect(names(tabsOf(states, null))).toEqual(['active'])
  expect(names(tabsOf(states, 'locked'))).toEqual(['active', 'locked'])
  expect(names(tabsOf([{ state: 'locked', count: 1 }], null))).toEqual(['locked'])
})
