// What the length of a passphrase is worth, said in words. What it is made of is not judged: long and remembered beats odd.

/** The engine takes none that is shorter; it counts characters after composing them, as this does. */
export const LEAST = 10

export type Strength = { kind: 'short'; missing: number } | { kind: 'fair' | 'good' | 'strong' }

/** How many characters it has, as the engine counts them. */
export const lengthOf = (passphrase: string): number => [...passphrase.normalize('NFC')].length

export function strengthOf(passphrase: string): Strength {
  const length = lengthOf(passphrase)
  if (length < LEAST) return { kind: 'short', missing: LEAST - length }
  if (length < 16) return { kind: 'fair' }
  return { kind: length < 24 ? 'good' : 'strong' }
}
