// Icons of categories and of verbs.

import CircleCheck from '@lucide/svelte/icons/circle-check'
import Flag from '@lucide/svelte/icons/flag'
import Mails from '@lucide/svelte/icons/mails'
import RotateCcw from '@lucide/svelte/icons/rotate-ccw'
import Scale from '@lucide/svelte/icons/scale'
import ScrollText from '@lucide/svelte/icons/scroll-text'
import User from '@lucide/svelte/icons/user'
import UserCheck from '@lucide/svelte/icons/user-check'
import UserMinus from '@lucide/svelte/icons/user-minus'
import Users from '@lucide/svelte/icons/users'
import type { ReportCategory, Verb } from '$lib/backend'
import type { Look } from '$lib/parts/marks'

/** What it is about says nothing about how bad it is: all look alike but for icon and word. */
export const categoryLooks: Record<ReportCategory, Look> = {
  spam: { icon: Mails, hue: 'grey', form: 'outline' },
  legal: { icon: Scale, hue: 'grey', form: 'outline' },
  violation: { icon: ScrollText, hue: 'grey', form: 'outline' },
  other: { icon: Flag, hue: 'grey', form: 'outline' },
}

export const mineLook: Look = { icon: UserCheck, hue: 'blue', form: 'tint' }
export const theirsLook: Look = { icon: User, hue: 'grey', form: 'outline' }
export const resolvedLook: Look = { icon: CircleCheck, hue: 'green', form: 'tint' }
export const othersLook: Look = { icon: Users, hue: 'orange', form: 'tint' }

export const verbIcons: Partial<Record<Verb, typeof Flag>> = {
  assignReport: UserCheck, unassignReport: UserMinus, resolveReport: CircleCheck, reopenReport: RotateCcw,
}
