// Searching the server: what there is to tell and to do about the filter on screen.

import { commands, type Problem, type ProfileView, type ServerSearch } from '$lib/backend'
import { desk } from '$lib/desk.svelte'
import { onServer } from '$lib/messages'
import { partWords, wordsOf } from '$lib/list/words'

export type Stage =
  /** Nobody has asked the server for this yet. */
  | 'none'
  | 'running'
  /** The server has sent a part. */
  | 'more'
  | 'done'
  | 'failed'

/** The search for this filter; one for another filter tells nothing about it. */
export const searchFor = (profile: ProfileView, typed: string): ServerSearch | null => (profile.search?.typed === typed ? profile.search : null)

/** Why it did not go on; that somebody stopped it is no failure. */
export const failure = (search: ServerSearch | null): Problem | null =>
  search && !search.running && search.problem && search.problem.error.code !== 'stopped' ? search.problem : null

export function stageOf(search: ServerSearch | null): Stage {
  if (!search) return 'none'
  if (search.running) return 'running'
  if (failure(search)) return 'failed'
  return search.more || search.problem ? 'more' : 'done'
}

/** What keeps the server from being asked now. */
export type Hindrance = 'noToken' | 'offline' | 'waiting'

export function hindrance({ token, connection }: Pick<ProfileView, 'token' | 'connection'>): Hindrance | null {
  if (token.kind === 'missing') return 'noToken'
  return connection.kind === 'offline' || connection.kind === 'waiting' ? connection.kind : null
}

/** What the server could not be asked for, as it stands on the chips; free words by no name of their own. */
export const notAsked = (search: ServerSearch, typed: string): string[] => {
  const words = wordsOf(typed).filter(({ word }) => word).map(({ text }) => text)
  return search.notAsked.map((field) => (field === 'text' ? onServer.words : (words.find((word) => word.startsWith(`${partWords[field]}:`)) ?? partWords[field])))
}

/** Asks; a search for the same filter goes on where it stopped. */
export async function startSearch(profile: ProfileView, typed: string): Promise<void> {
  if (hindrance(profile) || searchFor(profile, typed)?.running) return
  await desk.attempt(() => commands.searchServer(profile.id, typed))
}
