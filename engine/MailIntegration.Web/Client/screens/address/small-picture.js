// Pictures for a signature: made small enough to travel with every mail.

const WIDEST = 480;
const LARGEST = 45_000; // Characters of the data address; a signature may have 100,000 in all.
const QUALITIES = [0.85, 0.7, 0.5];

/** A picture file as a data address; rejects when it is none or stays too large. */
export async function smallPicture(file) {
  const bitmap = await createImageBitmap(file);
  const kept = bitmap.width <= WIDEST ? await read(file) : null;
  if (kept && kept.length <= LARGEST && /^data:image\/(png|jpeg|gif|webp);/.test(kept)) {
    return kept;
  }
  for (const width of [WIDEST, WIDEST / 2]) {
    const made = draw(bitmap, Math.min(width, bitmap.width));
    const fitting = [made.toDataURL('image/png'), ...QUALITIES.map((quality) => made.toDataURL('image/jpeg', quality))].find((url) => url.length <= LARGEST);
    if (fitting) {
      return fitting;
    }
  }
  throw new Error(`${file.name} is too large for a signature`);
}

function draw(bitmap, width) {
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = Math.round((bitmap.height * width) / bitmap.width);
  canvas.getContext('2d').drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  return canvas;
}

function read(file) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result);
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(file);
  });
}
