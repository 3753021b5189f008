// While a filter word is typed it is none yet: the list does not become empty at every letter of `state:pending`.

import type { FilterProblem, Start } from '$lib/backend'

interface Said {
  typed: string
  meanwhile?: string | null
}

type Ask<Question, Page> = (asked: Question, start: Start, limit: number) => Promise<Page>

/** Asks without a half typed word where the engine says that it is no filter. */
export function asMeant<Question extends Said, Page extends { problems: FilterProblem[] }>(ask: Ask<Question, Page>): { page: Ask<Question, Page>; of: (asked: Question) => Question } {
  /** What a question turned out to mean. */
  const known = new WeakMap<Question, Question>()
  const of = (asked: Question) => known.get(asked) ?? asked
  return {
    of,
    page: async (asked, start, limit) => {
      const meant = of(asked)
      const page = await ask(meant, start, limit)
      const { meanwhile, typed } = meant
      if (typeof meanwhile !== 'string' || !page.problems.some(({ word }) => word !== '' && typed.slice(meanwhile.length).includes(word))) return page
      const without = { ...meant, typed: meanwhile, meanwhile: null }
      known.set(asked, without)
      return await ask(without, start, limit)
    },
  }
}
