/**
 * The Earth-Moon scene in space. React builds it once; every frame moves it by hand from the view time, with the camera's
 * focus at the origin (so that a metre near the Moon is not lost in the float32 of the graphics card) and a logarithmic
 * depth buffer (so that 100 km and 400,000 km fit into one picture). Units are km on J2000 axes.
 */
import { Canvas } from '@react-three/fiber'
import { type JSX, Suspense, useEffect, useId, useMemo, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { createRig } from './camera-rig.ts'
import { attachHand } from './hand-controls.ts'
import { MarkerLayer } from './marker-layer.tsx'
import { FIELD_DEG, SceneContents } from './scene-contents.tsx'
import type { SceneProps } from './scene-props.ts'

/** The scene with its markers; needs WebGL 2. */
export function Scene3d(props: SceneProps & { readonly onLost: (reason: string) => void }): JSX.Element {
  const { preset, onLost } = props
  const { t } = useTranslation()
  const help = useId()
  const box = useRef<HTMLDivElement>(null)
  const markers = useRef<Map<string, HTMLElement>>(new Map())
  const rig = useMemo(() => createRig('earth-moon'), [])
  const still = useMemo(() => matchMedia('(prefers-reduced-motion: reduce)'), [])
  useEffect(() => rig.setPreset(preset, performance.now(), !still.matches), [rig, preset, still])
  useEffect(() => attachHand(box.current!, rig), [rig])
  const mounted = useRef(true)
  useEffect(() => {
    mounted.current = true
    return () => {
      mounted.current = false
    }
  }, [])
  return (
    <div
      ref={box}
      className="scene-box"
      role="application"
      aria-label={t('scene.label')}
      aria-describedby={help}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: the scene is turned by arrow keys, so it must take the focus
      tabIndex={0}
    >
      <p id={help} className="visually-hidden">
        {t('scene.help')}
      </p>
      <Canvas
        frameloop="demand"
        flat
        dpr={[1, 2]}
        gl={{ logarithmicDepthBuffer: true, antialias: true, powerPreference: 'high-performance' }}
        camera={{ fov: FIELD_DEG, near: 1, far: 1e7 }}
        onCreated={({ gl }) => {
          gl.domElement.setAttribute('aria-hidden', 'true')
          // The renderer gives its context back when the scene goes away: only a loss while it is shown is a failure.
          gl.domElement.addEventListener('webglcontextlost', () => {
            if (mounted.current) onLost('WebGL context lost')
          })
        }}
      >
        <Suspense fallback={null}>
          <SceneContents {...props} rig={rig} markers={markers} />
        </Suspense>
      </Canvas>
      <MarkerLayer {...props} markers={markers} />
    </div>
  )
}
