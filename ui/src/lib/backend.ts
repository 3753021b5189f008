// The only door to Tauri. Commands fail with a `DeskError`, which carries the engine's problem and no sentence:
// sentences are made by `messages`.

import { commands as raw, events, type DeskEvent, type LockChanged, type Problem, type QuitAsked } from './bindings'

export type * from './bindings'

/** What a command failed with. */
export class DeskError extends Error {
  override readonly name = 'DeskError'
  readonly problem: Problem

  constructor(problem: Problem) {
    super(problem.error.code)
    this.problem = problem
  }
}

/** The problem of anything that was thrown: what is no problem of the engine is a fault of Bailiwick itself. */
export function problemOf(thrown: unknown): Problem {
  if (thrown instanceof DeskError) return thrown.problem
  if (isProblem(thrown)) return thrown
  console.error(thrown)
  return { error: { code: 'internal' }, serverSaid: null }
}

function isProblem(thrown: unknown): thrown is Problem {
  if (typeof thrown !== 'object' || thrown === null || !('error' in thrown)) return false
  const { error } = thrown
  return typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string'
}

type Wrapped = typeof raw

/** Every command with its own types; whatever it rejects with arrives as a `DeskError`. */
export const commands: Wrapped = new Proxy(raw, {
  get(target, name: keyof Wrapped) {
    const call = target[name] as (...given: unknown[]) => Promise<unknown>
    return async (...given: unknown[]) => {
      try {
        return await call(...given)
      } catch (thrown) {
        throw new DeskError(problemOf(thrown))
      }
    }
  },
})

/** Hears what the engine tells. Returns what ends the listening. */
export async function onEvent(hear: (event: DeskEvent) => void): Promise<() => void> {
  return await events.deskEvent.listen(({ payload }) => hear(payload))
}

/** Hears that somebody wants to close the window while decisions have not left. Returns what ends the listening. */
export async function onQuitAsked(hear: (asked: QuitAsked) => void): Promise<() => void> {
  return await events.quitAsked.listen(({ payload }) => hear(payload))
}

/** Hears that the desk was locked or unlocked. Returns what ends the listening. */
export async function onLockChanged(hear: (changed: LockChanged) => void): Promise<() => void> {
  return await events.lockChanged.listen(({ payload }) => hear(payload))
}
