// Makes the drawn map one to pan and zoom. Everything it shows the page shows without it.

import { Map as MapView, NavigationControl, Marker, Popup, setWorkerUrl } from "maplibre-gl";
import type { GeoJSONSource, MapGeoJSONFeature, StyleSpecification } from "maplibre-gl";
import { areas, boxOf, dots, fill, short } from "./data.ts";
import type { Dots, Figures, Shapes, UnitFacts } from "./data.ts";

type Words = Record<"open" | "sites" | "site" | "undotted" | "map" | "in" | "out" | "close", string>;

const KEYS = ["zero", "1", "2", "3", "4", "5", "unknown", "beyond"] as const;
const language = document.documentElement.lang || "vi";
const calm = matchMedia("(prefers-reduced-motion: reduce)");
const dark = matchMedia("(prefers-color-scheme: dark)");

const island = document.getElementById("map-island");
const drawing = document.getElementById("map-drawing");
const said = document.getElementById("map-said");
if (island && drawing && said && hasWebGL()) void enhance(island, drawing, said);

function hasWebGL(): boolean {
  return document.createElement("canvas").getContext("webgl2") !== null;
}

async function enhance(island: HTMLElement, drawing: HTMLElement, said: HTMLElement): Promise<void> {
  const words = JSON.parse(island.dataset.words ?? "{}") as Words;
  const [figures, shapes, points] = await Promise.all([
    load<Figures>(island.dataset.figures),
    load<Shapes>(island.dataset.shapes),
    load<Dots>(island.dataset.points),
    loadSheet(island.dataset.sheet),
  ]);
  const box = boxOf(shapes);
  if (!box) return;
  setWorkerUrl(new URL(island.dataset.worker ?? "", location.href).href);
  island.hidden = false;
  const view = new MapView({
    container: island,
    style: styleOf(island),
    bounds: box,
    fitBoundsOptions: { padding: 16 },
    maxZoom: 16,
    attributionControl: false,
    dragRotate: false,
    pitchWithRotate: false,
    touchPitch: false,
    fadeDuration: calm.matches ? 0 : 200,
    locale: {
      "Map.Title": words.map,
      "NavigationControl.ZoomIn": words.in,
      "NavigationControl.ZoomOut": words.out,
      "Popup.Close": words.close,
    },
  });
  let isOurs = true; // until the reader moves it, the map keeps the whole scope in view
  view.on("movestart", (event) => (isOurs &&= !event.originalEvent));
  view.on("resize", () => isOurs && view.fitBounds(box, { padding: 16, animate: false }));
  view.touchZoomRotate.disableRotation();
  view.keyboard.disableRotation();
  view.addControl(new NavigationControl({ showCompass: false }), "top-right");
  const aim = document.createElement("div");
  aim.className = "map-aim";
  island.append(aim);
  await view.once("load");
  drawing.hidden = true;
  addLayers(view, island);
  (view.getSource("units") as GeoJSONSource).setData(areas(shapes, figures));
  (view.getSource("sites") as GeoJSONSource).setData(dots(points));
  showClusters(view);
  openOnClick(view, island, words);
  followKeyboard(view, said);
  dark.addEventListener("change", () => recolour(view, island));
  new MutationObserver(() => recolour(view, island)).observe(document.documentElement, { attributes: true });
  said.textContent = points.undotted ? fill(words.undotted, points.undotted, language) : "";
  await view.once("idle");
  island.dataset.ready = "true";
}

async function load<T>(address: string | undefined): Promise<T> {
  const response = await fetch(address ?? "", { headers: { Accept: "application/json" } });
  if (!response.ok) throw new Error(`${address}: ${response.status}`);
  return (await response.json()) as T;
}

function loadSheet(address: string | undefined): Promise<void> {
  const link = document.createElement("link");
  link.rel = "stylesheet";
  link.href = address ?? "";
  return new Promise((done, failed) => {
    link.onload = () => done();
    link.onerror = () => failed(new Error(`${address} did not load`));
    document.head.append(link);
  });
}

/** A colour of the page's style sheet, in a form that WebGL's parser knows. */
function colour(island: HTMLElement, name: string): string {
  const probe = document.createElement("span");
  probe.className = `map-key map-key--${name}`;
  island.append(probe);
  const found = getComputedStyle(probe).backgroundColor;
  probe.remove();
  return found;
}

function fillColour(island: HTMLElement): unknown[] {
  const pairs = KEYS.flatMap((key) => [key, colour(island, key)]);
  return ["match", ["get", "key"], ...pairs, colour(island, "unknown")];
}

function styleOf(island: HTMLElement): StyleSpecification {
  return {
    version: 8,
    transition: { duration: 0, delay: 0 },
    sources: {},
    layers: [{ id: "paper", type: "background", paint: { "background-color": colour(island, "paper") } }],
  };
}

function addLayers(view: MapView, island: HTMLElement): void {
  const none = { type: "FeatureCollection" as const, features: [] };
  view.addSource("units", { type: "geojson", data: none });
  view.addSource("sites", {
    type: "geojson",
    data: none,
    cluster: true,
    clusterRadius: 48,
    clusterMaxZoom: 15,
    clusterProperties: { sum: ["+", ["get", "sites"]] },
  });
  view.addLayer({ id: "units", type: "fill", source: "units", paint: { "fill-color": fillColour(island) as never } });
  view.addImage("hatch", hatch(colour(island, "ink")));
  view.addLayer({
    id: "least",
    type: "fill",
    source: "units",
    filter: ["get", "least"],
    paint: { "fill-pattern": "hatch" },
  });
  view.addLayer({ id: "lines", type: "line", source: "units", paint: { "line-color": colour(island, "line") } });
  view.addLayer({
    id: "dots",
    type: "circle",
    source: "sites",
    filter: ["all", ["!", ["has", "sum"]], ["!=", ["get", "code"], ""]],
    paint: {
      "circle-radius": 5,
      "circle-color": colour(island, "site"),
      "circle-stroke-width": 1.5,
      "circle-stroke-color": colour(island, "paper"),
    },
  });
}

function recolour(view: MapView, island: HTMLElement): void {
  view.setPaintProperty("paper", "background-color", colour(island, "paper"));
  view.setPaintProperty("units", "fill-color", fillColour(island) as never);
  view.setPaintProperty("lines", "line-color", colour(island, "line"));
  view.setPaintProperty("dots", "circle-color", colour(island, "site"));
  view.setPaintProperty("dots", "circle-stroke-color", colour(island, "paper"));
  view.updateImage("hatch", hatch(colour(island, "ink")));
}

/** Slanting lines, as on the drawn map. */
function hatch(ink: string): ImageData {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 12;
  const pen = canvas.getContext("2d");
  if (!pen) return new ImageData(12, 12);
  pen.strokeStyle = ink;
  pen.beginPath();
  for (const shift of [-12, 0, 12]) {
    pen.moveTo(shift, 12);
    pen.lineTo(shift + 12, 0);
  }
  pen.stroke();
  return pen.getImageData(0, 0, 12, 12);
}

/** Numbers on clusters are elements: text on the canvas would need a font server. */
function showClusters(view: MapView): void {
  const shown = new Map<string, Marker>();
  const refresh = (): void => {
    if (!view.isSourceLoaded("sites")) return;
    const wanted = new Map<string, Marker>();
    for (const found of view.querySourceFeatures("sites")) {
      const sites = Number(found.properties.sum ?? found.properties.sites);
      if (found.geometry.type !== "Point" || (!found.properties.cluster && found.properties.code)) continue;
      const [lon = 0, lat = 0] = found.geometry.coordinates;
      const key = `${lon.toFixed(4)},${lat.toFixed(4)},${sites}`;
      if (wanted.has(key)) continue;
      wanted.set(key, shown.get(key) ?? cluster(view, [lon, lat], sites));
    }
    for (const [key, marker] of shown) if (!wanted.has(key)) marker.remove();
    for (const [key, marker] of wanted) if (!shown.has(key)) marker.addTo(view);
    shown.clear();
    for (const [key, marker] of wanted) shown.set(key, marker);
  };
  view.on("moveend", refresh);
  view.on("sourcedata", (event) => event.sourceId === "sites" && event.isSourceLoaded && refresh());
  view.on("idle", refresh);
}

/** Reached by pointer only: the keyboard zooms the map itself, and the table lists every site. */
function cluster(view: MapView, at: [number, number], sites: number): Marker {
  const element = document.createElement("div");
  element.className = "map-cluster";
  element.textContent = short(sites, language);
  element.addEventListener("click", (event) => {
    event.stopPropagation();
    view.easeTo({ center: at, zoom: view.getZoom() + 2, animate: !calm.matches });
  });
  const marker = new Marker({ element }).setLngLat(at);
  element.removeAttribute("role");
  element.removeAttribute("aria-label");
  element.removeAttribute("tabindex");
  element.setAttribute("aria-hidden", "true");
  return marker;
}

function openOnClick(view: MapView, island: HTMLElement, words: Words): void {
  view.on("click", (event) => {
    const [site] = view.queryRenderedFeatures(event.point, { layers: ["dots"] });
    const [unit] = view.queryRenderedFeatures(event.point, { layers: ["units"] });
    const content = site ? aboutSite(site, island, words) : unit ? aboutUnit(unit, words) : undefined;
    if (content) popup(view, event.lngLat.toArray() as [number, number], content);
  });
  view.on("mousemove", (event) => {
    const found = view.queryRenderedFeatures(event.point, { layers: ["units", "dots"] });
    view.getCanvas().style.cursor = found.length ? "pointer" : "";
  });
  view.getCanvas().addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    const unit = underAim(view);
    if (unit) popup(view, view.getCenter().toArray() as [number, number], aboutUnit(unit, words));
  });
}

function popup(view: MapView, at: [number, number], content: HTMLElement): void {
  new Popup({ maxWidth: "18rem", focusAfterOpen: true }).setLngLat(at).setDOMContent(content).addTo(view);
}

function aboutUnit(unit: MapGeoJSONFeature, words: Words): HTMLElement {
  const { name, text, url, sites, measure } = unit.properties as UnitFacts;
  const box = about(name, `${measure}: ${text}`, url, words.open);
  if (sites) {
    const line = document.createElement("p");
    const link = document.createElement("a");
    link.href = sites;
    link.textContent = words.sites;
    line.append(link);
    box.append(line);
  }
  return box;
}

function aboutSite(site: MapGeoJSONFeature, island: HTMLElement, words: Words): HTMLElement {
  const code = String(site.properties.code);
  const url = (island.dataset.sites ?? "").replace("CODE", encodeURIComponent(code));
  return about(code, "", url, words.site);
}

function about(name: string, text: string, url: string, label: string): HTMLElement {
  const box = document.createElement("div");
  const heading = document.createElement("strong");
  heading.textContent = name;
  const figure = document.createElement("p");
  figure.textContent = text;
  const link = document.createElement("a");
  link.href = url;
  link.textContent = label;
  box.append(heading, figure, link);
  return box;
}

function underAim(view: MapView): MapGeoJSONFeature | undefined {
  return view.queryRenderedFeatures(view.project(view.getCenter()), { layers: ["units"] })[0];
}

/** With the keyboard the middle of the map is the pointer: its unit is said after each move. */
function followKeyboard(view: MapView, said: HTMLElement): void {
  const say = (): void => {
    if (document.activeElement !== view.getCanvas()) return;
    const unit = underAim(view)?.properties as UnitFacts | undefined;
    if (unit) said.textContent = `${unit.name}: ${unit.text}`;
  };
  view.on("moveend", say);
  view.getCanvas().addEventListener("focus", say);
}
