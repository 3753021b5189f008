// What an instance's mark may be made of. Rust has the last word; this only keeps the chooser from offering what it would refuse.
import type { Hue, Pattern, ProfileId, ProfileView } from '$lib/backend'

/** Patterns come first: they are told apart even where hues are not. */
export const patterns: readonly Pattern[] = ['solid', 'dashed', 'dotted', 'double', 'diagonal', 'wave']
export const hues: readonly Hue[] = ['blue', 'teal', 'purple', 'brown', 'pink', 'slate']

const places = [1, 2, 3, 4, 5, 6, 7, 8, 9] as const

/** One of the nine numbers, with the instance that has it: null when it is free or one's own. */
export type Place = { number: number; taken: string | null }

/** The nine numbers as the profile `own` may choose among them (null: a profile that is not on the desk yet). */
export function numberPlaces(profiles: readonly ProfileView[], own: ProfileId | null): Place[] {
  return places.map((number) => ({
    number,
    taken: profiles.find((profile) => profile.id !== own && profile.mark.number === number)?.name ?? null,
  }))
}

/**
 * What stays of typed letters: at most two letters or digits, in capitals.
 * Counted in code points, because a letter outside the basic plane is two units of a string; a capital that
 * becomes two letters ("ß") is left as it is, or one key would fill both places.
 */
export function markLetters(typed: string): string {
  const kept = typed.normalize('NFC').match(/[\p{L}\p{N}]/gu) ?? []
  return kept
    .slice(0, 2)
    .map((letter) => {
      const capital = letter.toLocaleUpperCase()
      return [...capital].length === 1 ? capital : letter
    })
    .join('')
}

/** Whether the letters can stand on a tile. */
export function lettersComplete(letters: string): boolean {
  return [...letters].length === 2
}
