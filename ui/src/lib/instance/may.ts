// "You may": the abilities of a person on a server, put together into as few lines as say the same.
import type { Ability, May } from '$lib/backend'

/** One line of the list. What is allowed stands alone; what is not is put together by its reason. */
export type MayLine =
  | { kind: 'yes'; abilities: [Ability] }
  | { kind: 'notByRole'; abilities: Ability[] }
  | { kind: 'notByScope'; scope: string; abilities: Ability[] }
  | { kind: 'notHere'; abilities: Ability[] }
  | { kind: 'unknown'; abilities: Ability[] }

/** The lines in the order of use: what one may, what the token keeps away (that can be mended), what the role does, what the server lacks, what nobody told. */
export function mayLines(may: readonly May[]): MayLine[] {
  const yes: MayLine[] = []
  const byScope = new Map<string, Ability[]>()
  const byRole: Ability[] = []
  const notHere: Ability[] = []
  const unknown: Ability[] = []
  for (const { ability, allowance } of may) {
    switch (allowance.kind) {
      case 'yes':
        yes.push({ kind: 'yes', abilities: [ability] })
        break
      case 'notByScope': {
        const others = byScope.get(allowance.scope)
        if (others) others.push(ability)
        else byScope.set(allowance.scope, [ability])
        break
      }
      case 'notByRole':
        byRole.push(ability)
        break
      case 'notHere':
        notHere.push(ability)
        break
      case 'unknown':
        unknown.push(ability)
        break
    }
  }
  const lines = [...yes]
  for (const [scope, abilities] of byScope) lines.push({ kind: 'notByScope', scope, abilities })
  if (byRole.length > 0) lines.push({ kind: 'notByRole', abilities: byRole })
  if (notHere.length > 0) lines.push({ kind: 'notHere', abilities: notHere })
  if (unknown.length > 0) lines.push({ kind: 'unknown', abilities: unknown })
  return lines
}
