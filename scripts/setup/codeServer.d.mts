export function codeServerScript(): string;
export function codeServerFolder(): string;
