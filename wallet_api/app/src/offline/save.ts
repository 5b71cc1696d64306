// A file of the service's put where the person's downloads are.
export interface Download {
  name: string;
  content: Blob;
}

export function save({ name, content }: Download): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
