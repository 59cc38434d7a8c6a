// Links that open a map with a destination, without an app's key.
//
// Amap: https://lbs.amap.com/api/uri-api/guide/travel/route, in GCJ-02, longitude first; it opens
// the app where there is one, else a page. geo: is RFC 5870 as Android's maps understand it
// (https://developer.android.com/guide/components/intents-common#Maps), in WGS-84, latitude first.

export function amapLink(stop) {
  const [lon, lat] = stop.gcj02;
  const to = `${lon},${lat},${encodeURIComponent(stop.name.replace(/,/g, " "))}`;
  return `https://uri.amap.com/navigation?to=${to}&mode=car&coordinate=gaode&callnative=1&src=masstest`;
}

export function geoLink(stop) {
  const [lon, lat] = stop.wgs84;
  return `geo:${lat},${lon}?q=${lat},${lon}(${encodeURIComponent(stop.name)})`;
}

// The same in Amap's Android app (https://lbs.amap.com/api/amap-mobile/guide/android/route): where
// there is no network no page opens, but an app with maps on board does.
export function amapAppLink(stop) {
  const [lon, lat] = stop.gcj02;
  const name = encodeURIComponent(stop.name);
  return `amapuri://route/plan/?sourceApplication=masstest&dlat=${lat}&dlon=${lon}&dname=${name}&dev=0&t=0`;
}
