// Runs in the page that is tested. Tab goes into a frame as if what is in it stood in the page, so this does too: `all` is what
// can be reached and used, in the order of the document; `active` is what has the focus, if anything has.
window.tabStops ??= (() => {
  const usable = 'a[href], button, summary, input:not([type=hidden]), select, textarea, [tabindex]:not([tabindex="-1"])'
  const within = (page) =>
    [...page.querySelectorAll(usable + ', iframe')].flatMap((each) =>
      each.localName === 'iframe' ? within(each.contentDocument) : each.checkVisibility({ visibilityProperty: true }) ? [each] : [],
    )
  const focused = (page) => {
    const active = page.activeElement
    if (active === null || active === page.body || active === page.documentElement) return null
    return active.localName === 'iframe' ? focused(active.contentDocument) : active
  }
  const around = ({ left, right, top, bottom }, by) => ({ left: left - by, right: right + by, top: top - by, bottom: bottom + by })
  const inside = (inner, outer) =>
    inner.left >= outer.left - 1 && inner.right <= outer.right + 1 && inner.top >= outer.top - 1 && inner.bottom <= outer.bottom + 1
  const moved = (box, by) => ({ left: box.left + by.left, right: box.right + by.left, top: box.top + by.top, bottom: box.bottom + by.top })
  /** Which box around an element cuts off what reaches so far. */
  const cutter = (element, reach) => {
    const page = element.ownerDocument
    for (
      let outer = element.parentElement;
      outer !== null && outer !== page.body && outer !== page.documentElement;
      outer = outer.parentElement
    ) {
      const { overflowX, overflowY } = page.defaultView.getComputedStyle(outer)
      const cuts = overflowX !== 'visible' || overflowY !== 'visible'
      if (cuts && !inside(reach, outer.getBoundingClientRect())) return outer
    }
    return null
  }
  /** The frame that an element is in, and where the frame's own page begins in that of the frame. */
  const frameOf = (element) => {
    const frame = element.ownerDocument.defaultView.frameElement
    if (frame === null) return null
    const { left, top } = frame.getBoundingClientRect()
    return { frame, corner: { left: left + frame.clientLeft, top: top + frame.clientTop } }
  }
  const seen = (element, x, y) => {
    const top = element.ownerDocument.elementFromPoint(x, y)
    if (top === null || !(element.contains(top) || top.contains(element))) return false
    const outer = frameOf(element)
    return outer === null || seen(outer.frame, x + outer.corner.left, y + outer.corner.top)
  }
  const cutBy = (element, reach) => {
    const found = cutter(element, reach)
    const outer = frameOf(element)
    if (found !== null || outer === null) return found
    const { innerWidth, innerHeight } = element.ownerDocument.defaultView
    if (!inside(reach, { left: 0, top: 0, right: innerWidth, bottom: innerHeight })) return outer.frame
    return cutBy(outer.frame, moved(reach, outer.corner))
  }
  return {
    all: () => within(document),
    active: () => {
      const active = focused(document)
      if (active === null) return null
      const style = active.ownerDocument.defaultView.getComputedStyle(active)
      const width = Number.parseFloat(style.outlineWidth)
      const box = active.getClientRects()[0]
      return {
        index: within(document).indexOf(active),
        html: active.outerHTML.slice(0, 160),
        outline: { style: style.outlineStyle, width },
        seen: seen(active, (box.left + box.right) / 2, (box.top + box.bottom) / 2),
        cutBy: cutBy(active, around(box, width + Number.parseFloat(style.outlineOffset)))?.outerHTML.slice(0, 80) ?? null,
      }
    },
  }
})()
