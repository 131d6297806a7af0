"""What realtime does when streams grow or others tell it something."""
