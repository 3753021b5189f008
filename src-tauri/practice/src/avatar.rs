//! Pictures of people, drawn from their handle: symmetric patterns of soft shapes on a quiet ground, the same for the same handle.

use image::{ColorType, ImageEncoder, codecs::png::PngEncoder};

use crate::chance::Chance;

/// Side of an avatar in pixels.
const SIDE: u32 = 96;
/// Cells of the pattern across and down.
const CELLS: u32 = 5;
/// Free rim in pixels.
const RIM: f32 = 10.0;

/// A picture that has been asked for. Drawn only when it goes out, because drawing takes longer than anything that the world may be locked for.
#[derive(Clone, Debug)]
pub(crate) enum Picture {
    /// Of the person with this handle or id.
    Avatar(String),
    /// Of nobody.
    Missing,
    /// The wide one.
    Header(String),
    /// What somebody has posted: 640 × 400.
    Scene(String),
    /// The same, small.
    SmallScene(String),
}

impl Picture {
    /// As PNG.
    pub(crate) fn draw(&self) -> Vec<u8> {
        match self {
            Self::Avatar(handle) => avatar(handle),
            Self::Missing => missing(),
            Self::Header(handle) => header(handle),
            Self::Scene(id) => scene(id, 640, 400),
            Self::SmallScene(id) => scene(id, 320, 200),
        }
    }
}

/// A person's picture as PNG, 96 × 96.
fn avatar(handle: &str) -> Vec<u8> {
    let mut chance = Chance::of_word(handle);
    let hue = chance.below(360) as f32;
    let ground = [tint(hue, 0.35, 0.90), tint(hue + 24.0, 0.40, 0.82)];
    let inks = [tint(hue + 180.0 + chance.below(60) as f32, 0.50, 0.46), tint(hue, 0.48, 0.40)];
    // Half the pattern is drawn by lot and mirrored: people see faces and beetles in symmetry, and tell them apart.
    let lots: Vec<u64> = (0..CELLS * CELLS.div_ceil(2)).map(|_| chance.below(7)).collect();
    picture(SIDE, SIDE, |x, y| {
        let base = mix(ground[0], ground[1], y / SIDE as f32);
        let cell = (SIDE as f32 - 2.0 * RIM) / CELLS as f32;
        let (across, down) = ((x - RIM) / cell, (y - RIM) / cell);
        if across < 0.0 || down < 0.0 || across >= CELLS as f32 || down >= CELLS as f32 {
            return base;
        }
        let column = (across as u32).min(CELLS - 1 - across as u32);
        let lot = lots[(column * CELLS + down as u32) as usize];
        let (dx, dy) = ((across.fract() - 0.5).abs(), (down.fract() - 0.5).abs());
        let inside = match lot {
            0 | 1 => dx.hypot(dy) < 0.44,
            2 => dx.max(dy) < 0.47,
            3 => dx + dy < 0.5,
            _ => false,
        };
        if inside { inks[(lot % 2) as usize] } else { base }
    })
}

/// The grey picture of somebody without one, as Mastodon shows for suspended accounts.
fn missing() -> Vec<u8> {
    picture(SIDE, SIDE, |x, y| {
        let head = (x - 48.0).hypot(y - 38.0) < 17.0;
        let shoulders = ((x - 48.0) / 32.0).hypot((y - 92.0) / 30.0) < 1.0;
        if head || shoulders { [188.0, 192.0, 200.0] } else { [224.0, 227.0, 232.0] }
    })
}

/// A profile's wide picture: two slow waves.
fn header(handle: &str) -> Vec<u8> {
    let mut chance = Chance::of_word(handle);
    let hue = chance.below(360) as f32;
    let colours = [tint(hue, 0.30, 0.88), tint(hue + 20.0, 0.34, 0.76), tint(hue + 40.0, 0.36, 0.64)];
    picture(600, 200, |x, y| {
        let wave = |phase: f32| 22.0 * ((x / 600.0 * 2.2 + phase) * std::f32::consts::TAU / 2.0).sin();
        match y {
            y if y < 90.0 + wave(hue / 60.0) => colours[0],
            y if y < 145.0 + wave(hue / 40.0 + 1.0) => colours[1],
            _ => colours[2],
        }
    })
}

/// A photograph of nowhere: sky, sun, and three hills one behind the other.
fn scene(id: &str, width: u32, height: u32) -> Vec<u8> {
    let mut chance = Chance::of_word(id);
    let hue = chance.below(360) as f32;
    let sky = [tint(hue, 0.45, 0.80), tint(hue + 30.0, 0.55, 0.92)];
    let sun = (0.2 + chance.below(60) as f32 / 100.0, 0.18 + chance.below(22) as f32 / 100.0);
    let hills: Vec<(f32, f32)> =
        (0..3).map(|_| (chance.below(628) as f32 / 100.0, 1.2 + chance.below(24) as f32 / 10.0)).collect();
    picture(width, height, |x, y| {
        let (x, y) = (x / width as f32, y / height as f32);
        let base = mix(sky[0], sky[1], y);
        let behind = if ((x - sun.0) * 1.6).hypot(y - sun.1) < 0.09 { [255.0, 244.0, 214.0] } else { base };
        hills.iter().zip(0_u8..).fold(behind, |seen, (&(phase, pace), row)| {
            let row = f32::from(row);
            let crest = 0.52 + row * 0.16 + 0.07 * (x * pace * 3.0 + phase).sin();
            if y > crest { tint(hue + 150.0 + row * 14.0, 0.28, 0.58 - row * 0.15) } else { seen }
        })
    })
}

/// Asks for the colour at 2 × 2 points of each pixel, for soft edges.
fn picture(width: u32, height: u32, colour: impl Fn(f32, f32) -> [f32; 3]) -> Vec<u8> {
    let mut pixels = Vec::with_capacity((width * height * 3) as usize);
    for y in 0..height {
        for x in 0..width {
            let points = [(0.25, 0.25), (0.75, 0.25), (0.25, 0.75), (0.75, 0.75)];
            let seen = points.map(|(dx, dy)| colour(x as f32 + dx, y as f32 + dy));
            pixels.extend((0..3).map(|channel| (seen.iter().map(|point| point[channel]).sum::<f32>() / 4.0) as u8));
        }
    }
    let mut png = Vec::new();
    if let Err(error) = PngEncoder::new(&mut png).write_image(&pixels, width, height, ColorType::Rgb8.into()) {
        tracing::error!(%error, "a picture could not be encoded");
    }
    png
}

fn mix(from: [f32; 3], to: [f32; 3], share: f32) -> [f32; 3] {
    [0, 1, 2].map(|channel| from[channel] + (to[channel] - from[channel]) * share)
}

/// Hue in degrees, saturation and lightness from 0 to 1, as red, green and blue from 0 to 255.
fn tint(hue: f32, saturation: f32, lightness: f32) -> [f32; 3] {
    let reach = saturation * lightness.min(1.0 - lightness);
    [0.0, 8.0, 4.0].map(|offset: f32| {
        let turn = (offset + hue / 30.0).rem_euclid(12.0);
        255.0 * (lightness - reach * (turn - 3.0).min(9.0 - turn).clamp(-1.0, 1.0))
    })
}
