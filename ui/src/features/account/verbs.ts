// The icon of each verb: a sanction has that of the state it makes.

import Check from '@lucide/svelte/icons/check'
import CircleCheck from '@lucide/svelte/icons/circle-check'
import CircleSlash from '@lucide/svelte/icons/circle-slash'
import Eraser from '@lucide/svelte/icons/eraser'
import Eye from '@lucide/svelte/icons/eye'
import EyeOff from '@lucide/svelte/icons/eye-off'
import Gavel from '@lucide/svelte/icons/gavel'
import Image from '@lucide/svelte/icons/image'
import ImageOff from '@lucide/svelte/icons/image-off'
import LogIn from '@lucide/svelte/icons/log-in'
import MessageSquareWarning from '@lucide/svelte/icons/message-square-warning'
import Moon from '@lucide/svelte/icons/moon'
import OctagonX from '@lucide/svelte/icons/octagon-x'
import Power from '@lucide/svelte/icons/power'
import RotateCcw from '@lucide/svelte/icons/rotate-ccw'
import Snowflake from '@lucide/svelte/icons/snowflake'
import StickyNote from '@lucide/svelte/icons/sticky-note'
import Trash from '@lucide/svelte/icons/trash-2'
import Undo from '@lucide/svelte/icons/undo-2'
import UserCheck from '@lucide/svelte/icons/user-check'
import UserMinus from '@lucide/svelte/icons/user-minus'
import X from '@lucide/svelte/icons/x'
import type { LucideIcon } from '@lucide/svelte'
import type { Verb } from '$lib/backend'

export const verbIcons: Record<Verb, LucideIcon> = {
  approve: Check, reject: X, warn: MessageSquareWarning,
  limit: EyeOff, liftLimit: Eye, sensitive: ImageOff, liftSensitive: Image,
  freeze: Snowflake, unfreeze: LogIn, suspend: OctagonX, unsuspend: Undo, deleteData: Eraser,
  block: CircleSlash, unblock: Undo, ban: Gavel, unban: Undo,
  deactivate: Moon, activate: Power, delete: Trash, deleteContributions: Eraser,
  banBlocked: Gavel, blockBanned: CircleSlash, banDeactivated: Gavel, note: StickyNote,
  assignReport: UserCheck, unassignReport: UserMinus, resolveReport: CircleCheck, reopenReport: RotateCcw,
}
