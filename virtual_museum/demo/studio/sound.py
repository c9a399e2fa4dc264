"""Sound: captioned audio guides spoken by a synthesiser in three languages, and a short kui on a synthesised dombra."""

import math
import re
import subprocess
import tempfile
import wave
from pathlib import Path

import numpy as np

RATE = 22_050
VOICES = {"kk": ("kk", 145), "ru": ("ru", 150), "en": ("en-gb", 155)}
GUIDED = (
    "balbal", "sun-slab", "runic-stele", "headdress", "deer-plaque", "torque", "cauldron", "helmet", "star-tile", "dombra",
    "kobyz", "shanyrak", "saukele", "argali", "saiga", "snow-leopard",
)  # fmt: skip
# Between two sentences the guide draws breath.
BREATH_SECONDS = 0.3
LONGEST_CAPTION = 84
# A tune in the pentatonic manner of the dombra: (steps above the open string, eighths); the drone sounds below.
PHRASES = (
    ((7, 1), (9, 1), (12, 2), (9, 1), (7, 1), (5, 2)), ((7, 1), (9, 1), (12, 1), (14, 1), (12, 2), (9, 2)),
    ((5, 1), (7, 1), (9, 1), (7, 1), (5, 1), (2, 1), (0, 2)), ((0, 1), (2, 1), (5, 1), (7, 1), (9, 2), (7, 2)),
)


def record(folder: Path, objects: list[dict], only: list[str] | None = None) -> None:
    """Write the guides as `SLUG-LANGUAGE.mp3` and the tune as `kui.mp3`."""
    folder.mkdir(parents=True, exist_ok=True)
    for one in objects:
        if one["slug"] in (only or GUIDED):
            for language in VOICES:
                speak(f"{one['title'][language]}. {one['label'][language]}", language, folder / f"{one['slug']}-{language}.mp3")
    if not only:
        _encode(kui(), folder / "kui.mp3", "64k")


def speak(text: str, language: str, path: Path) -> None:
    """Let the synthesiser read a text into an MP3 file, with its captions as WebVTT beside it."""
    cues, pieces, seconds = [], [], 0.0
    silence = np.zeros(int(BREATH_SECONDS * RATE), np.int16)
    for sentence in re.split(r"(?<=[.!?…])\s+", " ".join(text.split())):
        spoken = _spoken(sentence, language)
        cues += _cues(sentence, seconds, seconds + len(spoken) / RATE)
        pieces += [spoken, silence]
        seconds += (len(spoken) + len(silence)) / RATE
    with tempfile.NamedTemporaryFile(suffix=".wav") as whole:
        with wave.open(whole.name, "wb") as file:
            file.setparams((1, 2, RATE, 0, "NONE", ""))
            file.writeframes(np.concatenate(pieces).tobytes())
        _convert(Path(whole.name), path, "40k")
    path.with_suffix(".vtt").write_text("\n".join(["WEBVTT\n", *cues]), encoding="utf-8")


def _spoken(sentence: str, language: str) -> np.ndarray:
    """The samples of one sentence."""
    voice, speed = VOICES[language]
    with tempfile.NamedTemporaryFile(suffix=".wav") as spoken:
        subprocess.run(["espeak-ng", "-v", voice, "-s", str(speed), "-g", "4", "-w", spoken.name, sentence], check=True)
        with wave.open(spoken.name) as file:
            return np.frombuffer(file.readframes(file.getnframes()), np.int16)


def _cues(sentence: str, start: float, end: float) -> list[str]:
    """A sentence as captions of two lines at most; a long one is shared out by the length of its parts."""
    parts = [""]
    even = len(sentence) / math.ceil(len(sentence) / LONGEST_CAPTION)
    for word in sentence.split():
        if parts[-1] and len(parts[-1]) + len(word) / 2 >= even:
            parts.append("")
        parts[-1] = f"{parts[-1]} {word}".strip()
    share, cues = (end - start) / max(1, sum(len(part) for part in parts)), []
    for part in parts:
        cues.append(f"{_clock(start)} --> {_clock(start + share * len(part))}\n{part}\n")
        start += share * len(part)
    return cues


def _clock(seconds: float) -> str:
    return f"{int(seconds // 60):02}:{seconds % 60:06.3f}"


def pluck(frequency: float, seconds: float, rng: np.random.Generator, bright: float = 0.5) -> np.ndarray:
    """Return a plucked string after Karplus and Strong: noise that runs round a delay line and is softened each time."""
    size = int(RATE / frequency)
    line = rng.uniform(-1, 1, size)
    line = bright * line + (1 - bright) * (line + np.roll(line, 1)) / 2
    count = int(seconds * RATE)
    rounds = [line]
    for _ in range(count // size + 1):
        line = 0.996 * 0.5 * (line + np.roll(line, 1))
        rounds.append(line)
    return np.concatenate(rounds)[:count]


def kui() -> np.ndarray:
    """Return half a minute of music: each beat strikes both strings, down and up, over a galloping pulse."""
    rng, eighth = np.random.default_rng(7), 0.21
    order = [0, 1, 0, 2, 1, 3, 2, 2]
    beats = [note for index in order for note in PHRASES[index]]
    music = np.zeros(int((sum(length for _, length in beats) * eighth + 3) * RATE))
    time = 0.0
    for step, length in beats:
        for stroke in range(length):
            strength = 1.0 if stroke == 0 else 0.55
            _add(music, pluck(146.8 * 2 ** (step / 12), 1.4, rng), time, 0.5 * strength)
            _add(music, pluck(110.0, 1.1, rng, 0.3), time + 0.012, 0.34 * strength)
            time += eighth
    body = np.convolve(music, np.hanning(9) / np.hanning(9).sum(), mode="same") + 0.35 * music
    return 0.85 * body / np.abs(body).max()


def _add(music: np.ndarray, sound: np.ndarray, seconds: float, gain: float) -> None:
    start = int(seconds * RATE)
    end = min(len(music), start + len(sound))
    music[start:end] += gain * sound[: end - start]


def _encode(samples: np.ndarray, path: Path, rate: str) -> None:
    with tempfile.NamedTemporaryFile(suffix=".wav") as file:
        with wave.open(file.name, "wb") as out:
            out.setnchannels(1)
            out.setsampwidth(2)
            out.setframerate(RATE)
            out.writeframes((np.clip(samples, -1, 1) * 32767).astype("<i2").tobytes())
        _convert(Path(file.name), path, rate)


def _convert(source: Path, path: Path, rate: str) -> None:
    command = ["ffmpeg", "-y", "-loglevel", "error", "-i", str(source), "-ac", "1", "-b:a", rate, str(path)]
    subprocess.run(command, check=True)
