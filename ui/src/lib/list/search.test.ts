import { expect, it } from 'vitest'
import type { FilterProblem } from '$lib/backend'
import { NO_BOX } from '$lib/desk.svelte'
import { empty } from '$lib/messages'
import { Search } from './search.svelte'

it('an empty list says which words were not understood', () => {
  const plain = (words: string[]) => empty.notUnderstood(words).replaceAll(/[\u2068\u2069]/gu, '')
  expect(plain(['state:angry'])).toBe('state:angry is no filter: it was looked for as it stands.')
  expect(plain(['state:angry', 'joined:someday'])).toBe('state:angry, joined:someday are no filters: they were looked for as they stand.')
  expect(empty.notUnderstood([`\u202e${'x'.repeat(300)}`])).toMatch(/^\u2068x{20,40}.?\u2069 is no filter/u)
})

it('words that are no filter are left out, wherever they stand, and the others stay', () => {
  const search = new Search({ ...NO_BOX })
  const typed = 'anna state:angry "two  words" joined:someday '
  search.typed = typed
  const problems = ['state:angry', 'joined:someday'].map((word): FilterProblem => ({ word, start: typed.indexOf(word), length: word.length, possible: [] }))
  search.leaveOut(search.told(typed, problems))
  expect(search.typed).toBe('anna  "two  words" ')
  search.typed = 'state:angry '
  search.leaveOut(search.told('state:angry ', problems.slice(0, 1).map((one) => ({ ...one, start: 0 }))))
  expect(search.typed).toBe('')
})
