import { afterEach, expect, it, vi } from 'vitest'
import type { Post } from '$lib/backend'
import { Posts } from './posts.svelte'

const posts = vi.hoisted(() => vi.fn())
vi.mock('$lib/bindings', () => ({ commands: { posts } }))

const some = (...ids: string[]) => ids.map((id) => ({ id }) as Post)

afterEach(() => posts.mockReset())

it('goes on page by page to the end, and shows none twice', async () => {
  const one = new Posts('p1', 'a1')
  posts.mockResolvedValueOnce({ posts: some('3', '2'), next: '2' }).mockResolvedValueOnce({ posts: some('2', '1'), next: null })
  await one.more()
  await one.more()
  await one.more()
  expect(one.posts.map(({ id }) => id)).toEqual(['3', '2', '1'])
  expect(posts.mock.calls.map(([, , cursor]) => cursor as unknown)).toEqual([null, '2'])
})

it('what came stays when the next page fails, and can be asked for again', async () => {
  const one = new Posts('p1', 'a1')
  posts.mockResolvedValueOnce({ posts: some('3'), next: '3' }).mockRejectedValueOnce({ error: { code: 'rateLimited', until: null }, serverSaid: null }).mockResolvedValueOnce({ posts: some('2'), next: null })
  await one.more()
  await one.more()
  expect(one.problem?.error.code).toBe('rateLimited')
  await one.more()
  expect(one.posts).toHaveLength(2)
  expect(one.problem).toBe(null)
})
