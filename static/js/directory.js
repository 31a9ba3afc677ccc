// The directory: « Autour de moi » asks the browser where one is. Nothing depends on it.

const place = document.getElementById("pres");
const locate = document.querySelector("[data-locate]");
const said = document.querySelector("[data-located]");

// A hundred metres are enough to sort by distance; nobody needs to know more.
const rounded = (degrees) => degrees.toFixed(3);

if (place && locate && navigator.geolocation) {
  locate.hidden = false;
  locate.addEventListener("click", () => {
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        place.value = `${rounded(coords.latitude)},${rounded(coords.longitude)}`;
        place.form.requestSubmit();
      },
      () => {
        said.textContent = locate.dataset.failed;
        place.focus();
      },
      { maximumAge: 300000, timeout: 10000 },
    );
  });
}
