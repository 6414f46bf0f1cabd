// The stylesheet: one column, readable on a phone, light and dark by the reader's own setting.
export const STYLE = `
:root { color-scheme: light dark; --ink: #1b1f23; --soft: #57606a; --line: #d0d7de; --paper: #ffffff; --tint: #f3f6f6; --accent: #006b6b; --warn: #7a4b00; --warn-tint: #fff4dc; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e6e9ec; --soft: #a3adb8; --line: #3a434d; --paper: #14181c; --tint: #1d2429; --accent: #5cc9c9; --warn: #ffd58a; --warn-tint: #33270f; }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 1rem/1.55 system-ui, sans-serif; }
header, main, footer { max-width: 46rem; margin: 0 auto; padding: 0 1rem; }
header { padding-top: 1.2rem; }
main { padding-bottom: 2rem; }
footer { color: var(--soft); font-size: .9rem; padding-bottom: 2rem; border-top: 1px solid var(--line); padding-top: 1rem; }
a { color: var(--accent); text-underline-offset: .15em; }
a:focus-visible, input:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; border-radius: 2px; }
.skip { position: absolute; left: -100rem; }
.skip:focus { position: static; margin-right: 1rem; }
.home { font-weight: 700; font-size: 1.15rem; text-decoration: none; }
h1 { font-size: 1.6rem; line-height: 1.25; margin: 1rem 0 .5rem; overflow-wrap: anywhere; }
h2 { font-size: 1.15rem; margin: 2rem 0 .5rem; }
p, ul, ol, dl { margin: .5rem 0; }
li, dd, p { overflow-wrap: anywhere; }
.talks { list-style: none; padding: 0; }
.talks li { border-top: 1px solid var(--line); padding: .8rem 0; }
.talks .title { font-weight: 600; }
.soft { color: var(--soft); }
.mark { white-space: nowrap; color: var(--warn); background: var(--warn-tint); border-radius: .3rem; padding: 0 .4em; font-size: .9rem; }
.off { text-decoration: line-through; }
.notice { color: var(--warn); background: var(--warn-tint); border-radius: .4rem; padding: .6rem .9rem; }
.box { background: var(--tint); border-radius: .5rem; padding: .6rem 1rem; margin: 1rem 0; }
.box h2 { margin: 0; }
summary { cursor: pointer; }
summary:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
dt { font-weight: 600; margin-top: .6rem; }
dd { margin-left: 0; }
input { width: 100%; font: .95rem ui-monospace, monospace; padding: .45rem; color: inherit; background: var(--paper); border: 1px solid var(--soft); border-radius: .3rem; }
.links { display: flex; flex-wrap: wrap; gap: .3rem 1.2rem; padding: 0; list-style: none; }
`
