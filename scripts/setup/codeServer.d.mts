export function codeServerScript(): string;
