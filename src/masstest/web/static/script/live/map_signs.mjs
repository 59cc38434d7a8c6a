// The signs of the map: shape by state, colour by how it stands. Drawn here: nothing is fetched.

const COLOURS = { green: "#0a6b34", amber: "#b86a00", red: "#b3121f" };
const SIGNALS = Object.keys(COLOURS);
const SHAPES = { open, waiting, not_open: triangle, paused, closed, done, lab, vehicle };

/** Every sign that there is: "open-green", "vehicle-red", … */
export const SIGNS = Object.keys(SHAPES).flatMap((shape) => SIGNALS.map((signal) => `${shape}-${signal}`));

/** Draw a sign into a square canvas. */
export function drawSign(canvas, sign) {
  const [shape, signal] = sign.split("-");
  const pen = canvas.getContext("2d");
  pen.clearRect(0, 0, canvas.width, canvas.height);
  pen.save();
  pen.scale(canvas.width / 22, canvas.height / 22);
  Object.assign(pen, { fillStyle: COLOURS[signal], strokeStyle: "#fff", lineWidth: 2, lineJoin: "round", lineCap: "round" });
  SHAPES[shape](pen, COLOURS[signal]);
  pen.restore();
}

/** A sign's picture for the map. */
export function signImage(sign, size = 44) {
  const canvas = document.createElement("canvas");
  canvas.width = size;
  canvas.height = size;
  drawSign(canvas, sign);
  return canvas.getContext("2d").getImageData(0, 0, size, size);
}

function path(pen, points, closing = true) {
  pen.beginPath();
  points.forEach(([x, y], index) => (index ? pen.lineTo(x, y) : pen.moveTo(x, y)));
  if (closing) pen.closePath();
}

function filled(pen) {
  pen.stroke();
  pen.fill();
}

function circle(pen, radius) {
  pen.beginPath();
  pen.arc(11, 11, radius, 0, 2 * Math.PI);
}

function open(pen) {
  circle(pen, 8);
  filled(pen);
}

function waiting(pen, colour) {
  circle(pen, 7);
  pen.fillStyle = "#fff";
  pen.fill();
  pen.strokeStyle = colour;
  pen.lineWidth = 3;
  pen.stroke();
}

function triangle(pen) {
  path(pen, [[11, 1.5], [20.5, 19], [1.5, 19]]);
  filled(pen);
  path(pen, [[11, 8], [11, 12.5]], false);
  pen.stroke();
  path(pen, [[11, 16], [11, 16.2]], false);
  pen.stroke();
}

function paused(pen) {
  pen.beginPath();
  pen.rect(3, 3, 16, 16);
  filled(pen);
  for (const x of [8.5, 13.5]) {
    path(pen, [[x, 7.5], [x, 14.5]], false);
    pen.stroke();
  }
}

function closed(pen) {
  path(pen, [[7, 2], [15, 2], [20, 7], [20, 15], [15, 20], [7, 20], [2, 15], [2, 7]]);
  filled(pen);
  path(pen, [[7.5, 7.5], [14.5, 14.5]], false);
  pen.stroke();
  path(pen, [[14.5, 7.5], [7.5, 14.5]], false);
  pen.stroke();
}

function done(pen) {
  circle(pen, 8);
  filled(pen);
  path(pen, [[7, 11.5], [10, 14.5], [15, 8]], false);
  pen.stroke();
}

function lab(pen) {
  pen.fillStyle = "#1a2228";
  pen.beginPath();
  pen.rect(2, 2, 18, 18);
  filled(pen);
  for (const line of [[[11, 6], [11, 16]], [[6, 11], [16, 11]]]) {
    path(pen, line, false);
    pen.stroke();
  }
}

// A lorry from the side, in the colour of how it stands
function vehicle(pen) {
  path(pen, [[1, 6], [13, 6], [13, 9], [17, 9], [21, 13], [21, 17], [1, 17]]);
  filled(pen);
  for (const x of [6, 16]) {
    pen.beginPath();
    pen.arc(x, 17.5, 2.4, 0, 2 * Math.PI);
    pen.fillStyle = "#1a2228";
    filled(pen);
  }
}
