import { describe, expect, it } from 'vitest'
import type { May, ProfileView, Software } from '$lib/backend'
import { mayWords, softwareWords } from '$lib/messages/instances'
import { lettersComplete, markLetters, numberPlaces } from './marks'
import { mayLines } from './may'

function onDesk(id: string, number: number): ProfileView {
  return { id, name: `${id}.example`, mark: { number, letters: 'AB', pattern: 'solid', hue: 'blue' } } as ProfileView
}

describe('the numbers of the desk', () => {
  const profiles = [onDesk('tree', 1), onDesk('orchard', 3)]

  it('taken_numbers_say_whose_they_are', () => {
    const places = numberPlaces(profiles, null)
    expect(places).toHaveLength(9)
    expect(places.filter((place) => place.taken !== null)).toEqual([
      { number: 1, taken: 'tree.example' },
      { number: 3, taken: 'orchard.example' },
    ])
  })

  it('ones_own_number_is_free', () => {
    const free = numberPlaces(profiles, 'orchard').filter((place) => place.taken === null)
    expect(free.map((place) => place.number)).toEqual([2, 3, 4, 5, 6, 7, 8, 9])
  })
})

describe('the letters of a mark', () => {
  it('are_two_capitals_or_digits', () => {
    expect(markLetters(' t-r ee')).toBe('TR')
    expect(markLetters('4x')).toBe('4X')
    expect(markLetters('!')).toBe('')
  })

  it('may_be_of_any_script_and_never_become_three', () => {
    expect(markLetters('žы')).toBe('ŽЫ')
    expect(markLetters('ßt')).toBe('ßT')
    expect(markLetters('𝒜𝒷c')).toHaveLength(4) // two code points of two units
  })

  it('are_complete_with_two', () => {
    expect(lettersComplete('T')).toBe(false)
    expect(lettersComplete('TR')).toBe(true)
  })
})

describe('what one may', () => {
  it('stands_line_by_line_and_what_one_may_not_is_put_together_by_its_reason', () => {
    const may: May[] = [
      { ability: 'deleteData', allowance: { kind: 'notByRole' } },
      { ability: 'look', allowance: { kind: 'yes' } },
      { ability: 'reports', allowance: { kind: 'notByScope', scope: 'admin:read:reports' } },
      { ability: 'decideSignUps', allowance: { kind: 'notByScope', scope: 'admin:write:accounts' } },
      { ability: 'limit', allowance: { kind: 'notByScope', scope: 'admin:write:accounts' } },
      { ability: 'ban', allowance: { kind: 'notByRole' } },
      { ability: 'actOnStaff', allowance: { kind: 'unknown' } },
    ]
    expect(mayLines(may)).toEqual([
      { kind: 'yes', abilities: ['look'] },
      { kind: 'notByScope', scope: 'admin:read:reports', abilities: ['reports'] },
      { kind: 'notByScope', scope: 'admin:write:accounts', abilities: ['decideSignUps', 'limit'] },
      { kind: 'notByRole', abilities: ['deleteData', 'ban'] },
      { kind: 'unknown', abilities: ['actOnStaff'] },
    ])
  })

  it('is_nothing_when_nothing_is_told', () => {
    expect(mayLines([])).toEqual([])
  })
})

describe('the words of what one may', () => {
  it('begin_large_alone_and_small_within_a_sentence', () => {
    expect(mayWords({ kind: 'yes', abilities: ['look'] })).toBe('Look at accounts and addresses')
    expect(mayWords({ kind: 'notByRole', abilities: ['deleteData', 'actOnStaff'] })).toBe('delete data, act on other moderators')
  })
})

describe('a server', () => {
  const some = {} as Software
  it('is_named_with_its_version_where_it_tells_one_and_never_at_length', () => {
    expect(softwareWords({ ...some, name: 'Forge', version: '' })).toBe('\u2068Forge\u2069')
    expect(softwareWords({ ...some, name: 'Forge', version: '4.6.5' })).toBe('\u2068Forge 4.6.5\u2069')
    expect(softwareWords({ ...some, name: 'x'.repeat(500), version: '1' }).length).toBeLessThan(70)
  })
})
