import '@fontsource-variable/inter'
import '@fontsource-variable/jetbrains-mono'
import '$lib/tokens.css'
import '$lib/base.css'
import { mount } from 'svelte'
import Root from './Root.svelte'

const target = document.getElementById('desk')
if (!target) throw new Error('the page has no place for the desk')
mount(Root, { target })
