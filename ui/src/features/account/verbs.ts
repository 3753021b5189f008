// The icon of each verb.

import Check from '@lucide/svelte/icons/check'
import CircleSlash from '@lucide/svelte/icons/circle-slash'
import Eye from '@lucide/svelte/icons/eye'
import EyeOff from '@lucide/svelte/icons/eye-off'
import Gavel from '@lucide/svelte/icons/gavel'
import Undo from '@lucide/svelte/icons/undo-2'
import X from '@lucide/svelte/icons/x'
import type { LucideIcon } from '@lucide/svelte'
import type { Verb } from '$lib/backend'

export const verbIcons: Record<Verb, LucideIcon> = {
  approve: Check, reject: X, limit: EyeOff, liftLimit: Eye, block: CircleSlash, unblock: Undo, ban: Gavel, unban: Undo,
}
