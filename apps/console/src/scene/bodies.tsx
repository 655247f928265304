/** The Earth and the Moon: spheres of their mean radius with their pictures, lit by the Sun alone. */
import { useLoader } from '@react-three/fiber'
import { type JSX, type Ref, useMemo } from 'react'
import {
  AdditiveBlending,
  BackSide,
  type Group,
  type Mesh,
  ShaderMaterial,
  SphereGeometry,
  SRGBColorSpace,
  type Texture,
  TextureLoader,
  Vector3,
} from 'three'
import earthPicture from '../../../../data/textures/earth_blue_marble_2048x1024.jpg?url'
import moonPicture from '../../../../data/textures/moon_color_2048x1024.jpg?url'
import { EARTH_RADIUS_KM, MOON_RADIUS_KM } from './ephemeris.ts'

const AIR_KM = 90

/** Direction of the Sun on world axes, shared by the materials that light themselves. */
export const sunDirection = new Vector3(1, 0, 0)

/** The Earth in body axes (ITRF93), with a thin rim of air. */
export function Earth({ ref }: { readonly ref: Ref<Group> }): JSX.Element {
  const picture = usePicture(earthPicture)
  const geometry = useMemo(() => bodySphere(EARTH_RADIUS_KM), [])
  const airGeometry = useMemo(() => bodySphere(EARTH_RADIUS_KM + AIR_KM), [])
  const air = useMemo(airMaterial, [])
  return (
    <group ref={ref}>
      <mesh geometry={geometry}>
        <meshLambertMaterial map={picture} />
      </mesh>
      <mesh geometry={airGeometry} material={air} />
    </group>
  )
}

/** The Moon in body axes (MOON_ME). */
export function Moon({ ref }: { readonly ref: Ref<Mesh> }): JSX.Element {
  const picture = usePicture(moonPicture)
  const geometry = useMemo(() => bodySphere(MOON_RADIUS_KM), [])
  return (
    <mesh ref={ref} geometry={geometry}>
      <meshLambertMaterial map={picture} />
    </mesh>
  )
}

function usePicture(url: string): Texture {
  const texture = useLoader(TextureLoader, url)
  texture.colorSpace = SRGBColorSpace
  texture.anisotropy = 8
  return texture
}

/**
 * A sphere whose picture (a cylindrical map with longitude 0 in its middle) lies right on body axes: x through longitude
 * 0, z through the north pole. three.js puts the middle of the picture at +x and north at +y.
 */
function bodySphere(radius_km: number): SphereGeometry {
  const sphere = new SphereGeometry(radius_km, 160, 96)
  sphere.rotateX(Math.PI / 2)
  return sphere
}

/** The rim of air: brighter where the line of sight grazes the Earth, on the sunlit side. */
function airMaterial(): ShaderMaterial {
  return new ShaderMaterial({
    uniforms: { sun: { value: sunDirection } },
    side: BackSide,
    transparent: true,
    depthWrite: false,
    blending: AdditiveBlending,
    vertexShader: `
      #include <common>
      #include <logdepthbuf_pars_vertex>
      varying vec3 vNormal;
      varying vec3 vView;
      void main() {
        vec4 world = modelMatrix * vec4(position, 1.0);
        vNormal = normalize(mat3(modelMatrix) * normal);
        vView = normalize(cameraPosition - world.xyz);
        gl_Position = projectionMatrix * viewMatrix * world;
        #include <logdepthbuf_vertex>
      }`,
    fragmentShader: `
      #include <common>
      #include <logdepthbuf_pars_fragment>
      uniform vec3 sun;
      varying vec3 vNormal;
      varying vec3 vView;
      void main() {
        #include <logdepthbuf_fragment>
        float rim = pow(1.0 - abs(dot(vNormal, vView)), 2.0);
        float graze = smoothstep(0.0, 0.32, abs(dot(vNormal, vView)));
        float lit = smoothstep(-0.25, 0.5, dot(vNormal, sun));
        gl_FragColor = vec4(vec3(0.32, 0.56, 1.0) * rim * graze * lit * 1.5, 1.0);
      }`,
  })
}
