import { describe, expect, it } from 'vitest'
import type { Clause, FieldOffer, Filter, FilterField, FilterProblem, StateCount } from '$lib/backend'
import { dayRange, filterForm, list } from '$lib/messages'
import { beside, draftOf, EMPTY, fieldsOf, folded, textOf } from './draft'
import { chipFace, faceOf } from './faces'
import { Search } from './search.svelte'
import { tabsOf } from './states'
import { apart, chipsOf, daysOf, finished, inOrder, isFinished, NO_FILTER, rest, toldOf, without, worded, wordsOf, written, writtenAll, writtenDays, type Part } from './words'

/** A filter with every part, as the engine reads it out of `everything`. */
const whole: Filter = {
  text: '', state: 'locked', origin: 'local', username: 'kim', name: 'Kim B', mail: 'kim@', ip: '198.51.100.0/24', domain: 'far.example', role: '3', invitedBy: '7',
  kind: 'bot', external: false, twoFactor: false, joined: { from: '2026-11-01', to: null }, active: { from: null, to: '90d' }, withoutProjects: true, identity: 'ldapmain:uid=kim,ou=a b', ldap: true,
  saml: '12', auditor: true, publicMail: 'kim@b.example', attribute: 'crm=4 2',
  clauses: [
    { field: 'state', not: true, values: ['suspended'] }, { field: 'domain', not: false, values: ['a.example', 'b.example'] }, { field: 'name', not: true, values: ['Anna K', 'a,b'] },
    { field: 'text', not: true, values: ['casino'] }, { field: 'text', not: true, values: ['best deals'] }, { field: 'lang', not: false, values: ['de'] }, { field: 'has', not: false, values: ['reason'] },
  ],
}
const everything = [
  'state:locked', 'origin:local', 'user:kim', 'name:"Kim B"', 'mail:kim@', 'ip:198.51.100.0/24', 'domain:far.example', 'role:3', 'invited-by:7', 'kind:bot', 'external:no',
  'two-factor:off', 'joined:2026-11-01..', 'active:>90d', 'projects:none', 'identity:"ldapmain:uid=kim,ou=a b"', 'ldap:yes', 'saml:12', 'auditor:yes', 'public-mail:kim@b.example', 'attribute:"crm=4 2"',
  '-state:suspended', 'domain:a.example,b.example', '-name:"Anna K","a,b"', '-casino', '-"best deals"', 'lang:de', 'has:reason',
]

const nothing = { typed: '', state: null, origin: null }
const page = (filter: Partial<Filter>, ...problems: string[]) => ({ filter: { ...NO_FILTER, ...filter }, problems: problems.map((word): FilterProblem => ({ word, start: 0, length: word.length, possible: [] })) })
const one = (field: Part, value: string) => written({ field, not: false, values: [value] })

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
    expect(words('domain:a.example,b.example x')).toEqual(['domain:a.example,b.example', 'x'])
    expect(words('name:"anna k","b, c" -name:"d e",f g')).toEqual(['name:"anna k","b, c"', '-name:"d e",f', 'g'])
    expect(words('-casino -"best deals" - x-y')).toEqual(['-casino', '-"best deals"', '-', 'x-y'])
    // Commas are letters of a place in a directory, unless it stands in quotes.
    expect(words('identity:ldapmain:uid=kim,ou="a b" identity:"a b","c d" -attribute:x=1,"y z"')).toEqual(['identity:ldapmain:uid=kim,ou="a', 'b"', 'identity:"a b","c d"', '-attribute:x=1,"y', 'z"'])
    expect(words('is:pending email:@a.example text:a,"b c" TEXT:x')).toEqual(['is:pending', 'email:@a.example', 'text:a,"b c"', 'TEXT:x'])
    expect(words('joined:<7d -joined:>30d')).toEqual(['joined:<7d', '-joined:>30d'])
  })

  it('are told to be no filter where they stand, also when one has typed on', () => {
    const problem = (word: string, start: number): FilterProblem => ({ word, start, length: word.length, possible: [] })
    const places = (typed: string, shift: number, ...problems: FilterProblem[]) => toldOf(typed, problems, shift).map(({ from, word }) => [from, word])
    expect(places('anna state:angry ', 0, problem('state:angry', 5))).toEqual([[5, 'state:angry']])
    // What stood before it was made a chip.
    expect(places('state:angry ', 0, problem('state:angry', 19))).toEqual([[0, 'state:angry']])
    expect(places('state:angry ip: ', 13, problem('state:angry', 13), problem('ip:', 25))).toEqual([[0, 'state:angry'], [12, 'ip:']])
    // The same one twice.
    expect(places('ip: ip: ', 0, problem('ip:', 0), problem('ip:', 4))).toEqual([[0, 'ip:'], [4, 'ip:']])
  })

  it('are no mistake while they are being typed, nor after they are gone', () => {
    const problem = (word: string): FilterProblem => ({ word, start: 0, length: word.length, possible: [] })
    expect(toldOf('state:pen', [problem('state:pen')], 0)).toEqual([])
    expect(toldOf('state:pending ', [problem('state:angry')], 0)).toEqual([])
    expect(toldOf('state:angry an', [problem('state:angry')], 0)).toHaveLength(1)
  })

  it('stay where they are no filter, and plain text stays as it was typed', () => {
    expect(rest('anna state:limited state:angry ', [{ word: 'state:angry' }])).toBe('anna state:angry ')
    expect(rest('anna  k ', [])).toBe('anna  k ')
    expect(rest('state:limited ', [])).toBe('')
  })

  it('with spaces are written between quotes', () => {
    expect(one('name', 'anna k')).toBe('name:"anna k"')
    expect(one('name', 'anna')).toBe('name:anna')
    expect(one('name', 'say "hi"')).toBe(String.raw`name:"say \"hi\""`)
    expect(one('domain', 'a"b')).toBe('domain:a"b')
    expect(written({ field: 'identity', not: true, values: ['a', 'b,c'] })).toBe('-identity:"a","b,c"')
    expect(written({ field: 'text', not: true, values: ['state:x'] })).toBe('-"state:x"')
    expect(written({ field: 'text', not: true, values: ['a', 'b c'] })).toBe('-text:a,"b c"')
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

  it('leaves a word alone that only looks like a list', () => {
    const search = new Search(nothing)
    search.typed = 'text:casino '
    search.settle(search.asked, page({ text: 'casino' }))
    expect(search.typed).toBe('text:casino ')
    search.typed = 'text:casino,poker -"best deals" '
    search.settle(search.asked, page({ clauses: [{ field: 'text', not: false, values: ['casino', 'poker'] }, { field: 'text', not: true, values: ['best deals'] }] }))
    expect(search.whole).toBe('text:casino,poker -"best deals"')
    expect(search.typed).toBe('')
  })

  it('gives a chip back to the text, to be changed', () => {
    const search = new Search(nothing)
    search.put({ name: 'anna k', origin: 'local' })
    search.typed = 'wren '
    expect(search.edit({ key: 'name', field: 'name', not: false, values: ['anna k'] })).toBe('wren name:'.length)
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
    const text = textOf(draftOf(search), beside(search.chips))
    expect(text.trim().split(' ').toSorted()).toEqual(everything.join(' ').split(' ').toSorted())
    expect(wordsOf(text).filter(({ word }) => word).map((word) => word.text).toSorted()).toEqual(everything.toSorted())
  })

  it('leaves as its chip is removed, and alone', () => {
    for (const chip of chipsOf(whole)) expect(writtenAll(without(whole, chip)), chip.key).toEqual(everything.filter((text) => text !== written(chip)))
    let left = whole
    for (let [chip] = chipsOf(left); chip; [chip] = chipsOf(left)) left = without(left, chip)
    expect(left).toEqual(NO_FILTER)
  })

  it('has a name and says how it is compared', () => {
    for (const part of ['text', ...worded] as FilterField[]) expect(filterForm.fields[part]).toMatch(/^\p{Lu}/u)
    expect(new Set(Object.values(filterForm.fields)).size).toBe(worded.length + 1)
    for (const field of ['projects', 'saml', 'attribute', 'invitedBy'] as const) expect(filterForm.hint(field, 'idUnchecked')).toContain('cannot be checked here')
    expect(filterForm.hint('joined', 'days')).toContain('UTC')
    expect(filterForm.hint('kind', 'oneOf')).toBe('')
  })

  it('is read on its chip, and a word of a stranger stays as it was typed', () => {
    expect(['twoFactor off', 'external yes', 'projects none', 'kind bot', 'state locked'].map((one) => faceOf(...(one.split(' ') as [FilterField, string])))).toEqual(['Off', 'Yes', 'In none', 'Bots', 'Locked'])
    expect(faceOf('name', 'off')).toBe('off')
    expect(faceOf('kind', 'constructor')).toBe('constructor')
    expect(faceOf('external', 'toString')).toBe('toString')
    expect(faceOf('lang', 'de')).toBe('German (de)')
    expect(faceOf('has', 'reason')).toBe('A reason to join')
  })

  it('reads as a sentence where it is a list, or must not be so', () => {
    const face = (not: boolean, ...values: string[]) => chipFace({ field: 'state', not, values } satisfies Clause)
    expect(face(true, 'suspended')).toBe('not Suspended')
    expect(face(false, 'pending', 'limited')).toBe('Pending or Limited')
    expect(face(true, 'pending', 'limited')).toBe('neither Pending nor Limited')
    expect(face(false, 'pending', 'limited', 'frozen')).toBe('Pending, Limited or Login frozen')
  })
})

describe('days', () => {
  it('are open on either side, or one by itself', () => {
    for (const typed of ['2026-11-01..2026-11-21', '2026-11-01..', '..2026-11-21', '2026-11-21']) expect(writtenDays(daysOf(typed))).toBe(typed)
    expect(daysOf('')).toEqual({ from: null, to: null })
    expect(daysOf('2026-11-21')).toEqual({ from: '2026-11-21', to: '2026-11-21' })
  })

  it('are so long ago, on either side', () => {
    for (const typed of ['<7d', '>30d', '<1y']) expect(writtenDays(daysOf(typed))).toBe(typed)
    expect(daysOf('<7d')).toEqual({ from: '7d', to: null })
    expect(daysOf('>=2026-11-21')).toEqual({ from: '2026-11-21', to: null })
    expect(dayRange(daysOf('<7d'))).toBe('in the last 7 days')
    expect(dayRange(daysOf('<1d'))).toBe('in the last day')
    expect(dayRange(daysOf('>30d'))).toBe('more than 30 days ago')
    expect(inOrder(daysOf('9d..2d'))).toEqual({ from: '9d', to: '2d' })
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
  const all = (['text', ...worded] as FilterField[]).map(offer)

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
  const none = { number: 0, more: false }
  const states: StateCount[] = [{ state: 'active', count: none }, { state: 'locked', count: none }]
  const names = (some: StateCount[]) => some.map(({ state }) => state)
  expect(names(tabsOf(states, null))).toEqual(['active'])
  expect(names(tabsOf(states, 'locked'))).toEqual(['active', 'locked'])
  expect(names(tabsOf([{ state: 'locked', count: { number: 1, more: false } }], null))).toEqual(['locked'])
})
