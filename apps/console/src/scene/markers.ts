/**
 * Markers and labels over the scene: ordinary elements of the page, so that they stay sharp, of one size, reachable by
 * keyboard and in the page's language. Placed once a frame; labels that would cover a more important one step back.
 */
import type { PerspectiveCamera } from 'three'

/** A marker's element and what it stands for this frame; positions in km from the focus. */
export type Placed = {
  readonly element: HTMLElement
  readonly at: ArrayLike<number>
  /** Greater wins the room for its label. */
  readonly priority: number
  /** Not drawn at all. */
  readonly hidden: boolean
  /** Radius of the body it names, km, so that the label stands clear of the disc; 0 for points. */
  readonly radius_km: number
  /** Whether bodies may cover it. */
  readonly coverable: boolean
}

type Body = { readonly at: ArrayLike<number>; readonly radius_km: number }
type Box = { left: number; right: number; top: number; bottom: number }

const widths = new WeakMap<HTMLElement, { text: string; width: number }>()
const LABEL_HEIGHT = 18
const SMALLEST_DISC_PX = 7

/** Puts every marker where it belongs on a picture of that size, px. */
export function placeMarkers(
  markers: readonly Placed[],
  camera: PerspectiveCamera,
  bodies: readonly Body[],
  width: number,
  height: number,
): void {
  const e = camera.matrixWorldInverse.elements
  const focal = height / 2 / Math.tan((camera.fov * Math.PI) / 360)
  const taken: Box[] = []
  for (const m of [...markers].sort((a, b) => b.priority - a.priority)) {
    const [x, y, z] = [m.at[0]!, m.at[1]!, m.at[2]!]
    const depth = -(e[2]! * x + e[6]! * y + e[10]! * z + e[14]!)
    const px = width / 2 + (focal * (e[0]! * x + e[4]! * y + e[8]! * z + e[12]!)) / depth
    const py = height / 2 - (focal * (e[1]! * x + e[5]! * y + e[9]! * z + e[13]!)) / depth
    const away = px < -20 || px > width + 20 || py < -20 || py > height + 20
    if (m.hidden || depth <= 0 || away || (m.coverable && isCovered(camera, m.at, bodies))) {
      m.element.dataset['shown'] = 'no'
      continue
    }
    const disc_px = m.radius_km === 0 ? 0 : (focal * m.radius_km) / depth
    m.element.dataset['shown'] = 'yes'
    m.element.dataset['small'] = disc_px < SMALLEST_DISC_PX ? 'yes' : 'no'
    m.element.style.transform = `translate(${px.toFixed(1)}px, ${py.toFixed(1)}px)`
    m.element.style.setProperty('--disc', `${Math.min(disc_px, height).toFixed(0)}px`)
    const box = labelBox(m.element, px, py, disc_px)
    const free = !taken.some(
      (b) => box.left < b.right && box.right > b.left && box.top < b.bottom && box.bottom > b.top,
    )
    m.element.dataset['label'] = free ? 'yes' : 'no'
    if (free) taken.push(box)
  }
}

function labelBox(element: HTMLElement, px: number, py: number, disc_px: number): Box {
  const text = element.textContent ?? ''
  let known = widths.get(element)
  if (known?.text !== text) {
    known = { text, width: (element.lastElementChild as HTMLElement | null)?.offsetWidth ?? 80 }
    widths.set(element, known)
  }
  if (disc_px > 0) {
    const top = py - Math.max(disc_px, SMALLEST_DISC_PX) - LABEL_HEIGHT - 6
    return { left: px - known.width / 2, right: px + known.width / 2, top, bottom: top + LABEL_HEIGHT }
  }
  return { left: px - 8, right: px + 14 + known.width, top: py - LABEL_HEIGHT / 2, bottom: py + LABEL_HEIGHT / 2 }
}

/** Whether a body lies between the camera and a point: the segment's nearest approach to the body's centre. */
function isCovered(camera: PerspectiveCamera, at: ArrayLike<number>, bodies: readonly Body[]): boolean {
  const c = camera.position
  const dx = at[0]! - c.x
  const dy = at[1]! - c.y
  const dz = at[2]! - c.z
  const length2 = dx * dx + dy * dy + dz * dz
  return bodies.some((b) => {
    const bx = b.at[0]! - c.x
    const by = b.at[1]! - c.y
    const bz = b.at[2]! - c.z
    const s = Math.min(1, Math.max(0, (bx * dx + by * dy + bz * dz) / length2))
    const miss2 = (bx - s * dx) ** 2 + (by - s * dy) ** 2 + (bz - s * dz) ** 2
    // A point on the ground must not be covered by the ground it stands on.
    return miss2 < (0.996 * b.radius_km) ** 2
  })
}
