import { expect, it } from 'vitest'
import { filterOf, hasFilterWord, isFinished, withChips } from './chips'

const page = (text: string, state: 'limited' | null, origin: 'local' | null) => ({ filter: { text, state, origin } })

it('a word is finished by a space', () => {
  expect(isFinished('state:pen')).toBe(false)
  expect(isFinished('state:pending ')).toBe(true)
  expect(isFinished('')).toBe(true)
})

it('filter words are noticed inside of the text only where they begin a word', () => {
  expect(hasFilterWord('anna state:limited')).toBe(true)
  expect(hasFilterWord('estate:agent')).toBe(false)
  expect(hasFilterWord('state: ')).toBe(false)
})

it('what the engine read out of the text becomes chips, and one can type on', () => {
  const box = { typed: 'anna state:limited origin:local ', state: null, origin: null }
  expect(withChips(box, page('anna', 'limited', 'local'))).toEqual({ typed: 'anna ', state: 'limited', origin: 'local' })
  expect(withChips({ ...box, typed: 'state:limited ' }, page('', 'limited', null)).typed).toBe('')
})

it('plain words stay as they were typed', () => {
  expect(withChips({ typed: 'anna  k ', state: null, origin: null }, page('anna k', null, null)).typed).toBe('anna  k ')
})

it('the text is sent as typed, the chips as the filter', () => {
  expect(filterOf({ typed: 'anna', state: 'limited', origin: null })).toEqual({ text: '', state: 'limited', origin: null })
})
