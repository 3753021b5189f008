import { describe, expect, it } from 'vitest'
import type { Filter } from '$lib/backend'
import { draftOf, EMPTY, fieldsOf, textOf } from './draft'
import { Search } from './search.svelte'
import { apart, finished, isFinished, NO_FILTER, rest, wordsOf, written, writtenAll } from './words'

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
