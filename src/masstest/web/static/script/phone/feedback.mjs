// Sound and vibration: somebody with gloves in the rain doesn't look at the screen all the time.

let audio = null;

function tone(frequency, atS, lengthS) {
  const oscillator = audio.createOscillator();
  const volume = audio.createGain();
  oscillator.frequency.value = frequency;
  volume.gain.value = 0.25;
  oscillator.connect(volume);
  volume.connect(audio.destination);
  oscillator.start(audio.currentTime + atS);
  oscillator.stop(audio.currentTime + atS + lengthS);
}

function play(tones) {
  const Context = window.AudioContext || window.webkitAudioContext;
  if (!Context) return;
  audio = audio || new Context();
  if (audio.state === "suspended") audio.resume();
  tones.forEach((each) => tone(...each));
}

function shake(pattern) {
  if (navigator.vibrate) navigator.vibrate(pattern);
}

export function good() {
  play([[1320, 0, 0.12]]);
  shake(60);
}

export function wrong() {
  play([[220, 0, 0.25], [180, 0.3, 0.4]]);
  shake([200, 100, 300]);
}
