import { expect, it, vi } from 'vitest'
import type { FilterProblem } from '$lib/backend'
import { asMeant } from './meant'
import { Search } from './search.svelte'

const problem = (word: string): FilterProblem => ({ word, start: 0, length: word.length, possible: [] })
const top = { kind: 'top' } as const

function typing(text: string) {
  const search = new Search({ typed: '', state: null, origin: null })
  search.typed = text
  return search.typing
}

it('a word that may become a filter is asked for, and left out while it is none', async () => {
  const ask = vi.fn().mockResolvedValueOnce({ rows: [], problems: [problem('state:pen')] }).mockResolvedValue({ rows: ['anna'], problems: [] })
  const meant = asMeant(ask)
  const asked = typing('anna state:pen')
  expect(await meant.page(asked, top, 100)).toEqual({ rows: ['anna'], problems: [] })
  expect(ask.mock.calls.map(([asked]) => (asked as { typed: string }).typed)).toEqual(['anna state:pen', 'anna '])
  expect(meant.of(asked).typed).toBe('anna ')
  await meant.page(asked, { kind: 'at', index: 100 }, 100)
  expect(ask.mock.calls.length).toBe(3)
})

it('one that the engine reads counts as it is typed', async () => {
  const ask = vi.fn().mockResolvedValue({ problems: [] })
  const meant = asMeant(ask)
  await meant.page(typing('state:pending'), top, 100)
  expect(ask).toHaveBeenCalledTimes(1)
})

it('free words and finished ones are never left out', () => {
  expect(typing('anna').meanwhile).toBeNull()
  expect(typing('state:pen ').meanwhile).toBeNull()
  expect(typing('state:angry anna').meanwhile).toBeNull()
  expect(typing('anna -state:pen').meanwhile).toBe('anna ')
})
