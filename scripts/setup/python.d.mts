export function pythonPath(): string;
export function setUpPython(): Promise<void>;
